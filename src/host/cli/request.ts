import { pathParameters, type Operation } from '@aurora/kernel';

interface Extras {
  readonly key: string | undefined;
  readonly token: string | undefined;
  readonly content: Blob | undefined;
}

/** The path, with its query, and the request that carry `input` as the operation's contract says. */
export function requestOf(operation: Operation, input: Readonly<Record<string, unknown>>, extras: Extras): { path: string; init: RequestInit } {
  const headers = new Headers({ accept: 'application/json' });
  if (extras.token !== undefined) headers.set('authorization', `Bearer ${extras.token}`);
  if (extras.key !== undefined) headers.set('idempotency-key', extras.key);

  const rest = new Map(Object.entries(input).filter(([, value]) => value !== undefined));
  const take = (name: string): string => { const value = rest.get(name); rest.delete(name); return String(value); };
  for (const [field, header] of Object.entries(operation.headers)) if (rest.has(field)) headers.set(header, take(field));
  const parameters = pathParameters(operation.path);
  const path = parameters.reduce((text, name) => text.replace(`{${name}}`, encodeURIComponent(take(name))), operation.path as string);

  const init: RequestInit = { method: operation.method, headers };
  if (operation.body === 'json') {
    headers.set('content-type', 'application/json');
    init.body = JSON.stringify(Object.fromEntries(rest));
    return { path, init };
  }
  if (operation.body === 'stream') {
    headers.set('content-type', 'application/octet-stream');
    init.body = extras.content ?? null;
  }
  const query = new URLSearchParams([...rest].map(([name, value]) => [name, String(value)])).toString();
  return { path: query === '' ? path : `${path}?${query}`, init };
}
