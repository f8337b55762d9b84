import type { HeaderList } from '@aurora/platform/http';

/** Headers that belong to one connection (RFC 9110, 7.6.1), those that proxies keep for themselves, and `Expect`, which this server answers. */
const hopByHop = new Set([
  'connection', 'keep-alive', 'proxy-connection', 'proxy-authenticate', 'proxy-authorization', 'proxy-authentication-info', 'proxy-status', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'expect', 'http2-settings',
]);

/** What nobody outside may say, and what this server says itself. */
const ownRequest = new Set(['x-correlation-id', 'x-request-id', 'x-user-id', 'forwarded', 'traceparent', 'tracestate', 'content-length', 'host']);

/** Header names that `Connection` takes out of the message. */
const nominated = (connection: string | string[] | undefined): ReadonlySet<string> | undefined => {
  if (connection === undefined || connection === 'keep-alive' || connection === 'close') return undefined;
  return new Set(String(connection).toLowerCase().split(',').map(name => name.trim()));
};

/**
 * The headers of a request that are meant for whoever answers it, in lower case: without those of the connection, of proxies, and of
 * what the sender of the next request says itself. `dropped` is left out besides.
 */
export function endToEndRequest(rawHeaders: readonly string[], connection: string | undefined, dropped: ReadonlySet<string>): HeaderList {
  const named = nominated(connection);
  const headers: HeaderList = [];
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!.toLowerCase();
    if (hopByHop.has(name) || ownRequest.has(name) || dropped.has(name) || named?.has(name)) continue;
    if (name.startsWith('aurora-') || name.startsWith('proxy-') || name.startsWith('x-forwarded-')) continue;
    headers.push(name, rawHeaders[at + 1]!);
  }
  return headers;
}

/** Names of headers that are ours in an answer, whatever an upstream says. */
const ownAnswer = new Set(['x-correlation-id', 'aurora-error']);

/** The headers of an answer that are meant for the client. `set` are those that this server has set already. */
export function endToEndAnswer(received: Readonly<Record<string, string | string[] | undefined>>, set: ReadonlySet<string>): HeaderList {
  const named = nominated(received['connection']);
  const headers: HeaderList = [];
  for (const name in received) {
    if (hopByHop.has(name) || ownAnswer.has(name) || named?.has(name) || name.startsWith('proxy-') || set.has(name)) continue;
    const value = received[name]!;
    if (typeof value === 'string') headers.push(name, value);
    else for (const one of value) headers.push(name, one);
  }
  return headers;
}
