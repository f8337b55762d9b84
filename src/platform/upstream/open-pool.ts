import type { Pool } from 'undici';

let client: typeof import('undici') | undefined;

/** Whether connections can be opened at once. */
export const isClientLoaded = (): boolean => client !== undefined;

/** Loads the HTTP client. Until then instances are not known, and the first loads it: an Aurora that hosts everything asks nobody, and need not have it. */
export async function loadClient(): Promise<void> {
  client ??= await import('undici');
}

/** Opens connections to an instance, once the client is loaded. */
export function openPool(url: string, options: Pool.Options): Pool {
  if (!client) throw new Error('the HTTP client is not loaded');
  return new client.Pool(url, options);
}
