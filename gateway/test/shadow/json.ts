import type { Answer } from '../../shadow/index.ts';

/** An answer with a JSON body. */
export const json = (value: unknown, { status = 200, headers = {} }: { readonly status?: number; readonly headers?: Record<string, string> } = {}): Answer =>
  ({ status, headers: { 'content-type': 'application/json; charset=utf-8', ...headers }, body: Buffer.from(JSON.stringify(value)) });

export const bytes = (body: Buffer | undefined, headers: Record<string, string> = {}): Answer => ({ status: 200, headers, body });
