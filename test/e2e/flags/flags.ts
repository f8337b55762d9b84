import type { Scope } from '@aurora/kernel';
import type { Answer, Client, HeaderFields } from '../client.ts';
import type { Served } from '../served.ts';

export const banner = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off' };

/** The same with `percent` of those who ask on it. */
export const rollout = (percent: number) => ({ ...banner, targeting: { fractional: [['on', percent], ['off', 100 - percent]] } });

/** An API key that allows `scopes`. */
export async function keyFor(aurora: Served, ...scopes: readonly Scope[]): Promise<string> {
  const answer = await aurora.as('admin').post<{ key: string }>('/config/keys', { name: scopes.join(' '), scopes });
  if (answer.status !== 201) throw new Error(JSON.stringify(answer.body));
  return answer.body.key;
}

/** Defines a flag, whatever it was. */
export async function define(admin: Client, key: string, definition: object): Promise<void> {
  const answer = await admin.put(`/config/flags/${key}`, { definition });
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
}

/** The answer to all flags. */
export interface Bulk {
  readonly flags: readonly { readonly key: string; readonly value?: unknown; readonly variant?: string; readonly reason?: string; readonly errorCode?: string; readonly metadata?: object }[];
  readonly eventStreams?: readonly { readonly type: string; readonly endpoint: { readonly origin?: string; readonly requestUri: string } }[];
}

/** Asks as the protocol has it, with an API key. */
export class Ofrep {
  readonly #client: Client;
  readonly #key: string | undefined;

  constructor(aurora: { readonly beside: Client }, key?: string) {
    this.#client = aurora.beside;
    this.#key = key;
  }

  one<Body = Record<string, unknown>>(key: string, context?: object): Promise<Answer<Body>> {
    return this.send(`/${encodeURIComponent(key)}`, context && { context });
  }

  all(context?: object, headers: HeaderFields = {}): Promise<Answer<Bulk>> {
    return this.send('', context && { context }, headers);
  }

  send<Body>(path: string, body: unknown = {}, headers: HeaderFields = {}): Promise<Answer<Body>> {
    return this.#client.send<Body>('POST', `/ofrep/v1/evaluate/flags${path}`, { body, headers: { ...(this.#key === undefined ? {} : { 'x-api-key': this.#key }), 'content-type': 'application/json', ...headers } });
  }
}
