/** Writes a POST with these headers and body, as a client writes what is well formed. */
export type Post = (headers: string, body: string) => string;

/** Requests that two servers could read in two ways, or that are no HTTP, with what is wrong with them; to the host that `host` names. */
export const ambiguousRequests = (post: Post, host: string): readonly (readonly [what: string, bytes: string])[] => {
  const chunked = '0\r\n\r\n';
  return [
    ['Content-Length with Transfer-Encoding', post('Content-Length: 5\r\nTransfer-Encoding: chunked\r\n', chunked)],
    ['Transfer-Encoding with Content-Length', post('Transfer-Encoding: chunked\r\nContent-Length: 5\r\n', chunked)],
    ['two Content-Length that differ', post('Content-Length: 2\r\nContent-Length: 3\r\n', '{}')],
    ['two Content-Length that do not', post('Content-Length: 2\r\nContent-Length: 2\r\n', '{}')],
    ['a list of lengths', post('Content-Length: 2, 2\r\n', '{}')],
    ['a length with a sign', post('Content-Length: +2\r\n', '{}')],
    ['a negative length', post('Content-Length: -2\r\n', '{}')],
    ['an unknown transfer coding', post('Transfer-Encoding: xchunked\r\n', chunked)],
    ['chunked that is not last', post('Transfer-Encoding: chunked, gzip\r\n', chunked)],
    ['chunked twice', post('Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n', chunked)],
    ['a space before the colon', post('Transfer-Encoding : chunked\r\n', chunked)],
    ['a space in a name', post('Content Length: 2\r\n', '{}')],
    ['a folded header', post('X-Folded: a\r\n b\r\nContent-Length: 2\r\n', '{}')],
    ['a NUL in a value', post('X-Nul: a\0b\r\nContent-Length: 2\r\n', '{}')],
    ['a carriage return alone', post('X-Cr: a\rX-Other: b\r\nContent-Length: 2\r\n', '{}')],
    ['line feeds alone', `GET /health/live HTTP/1.1\n${host.replace('\r', '')}\n`],
    ['a line feed alone after a header', post('X-Lf: a\nContent-Length: 2\r\n', '{}')],
    ['a chunk size in another notation', post('Transfer-Encoding: chunked\r\n', `0x2\r\n{}\r\n${chunked}`)],
    ['a negative chunk size', post('Transfer-Encoding: chunked\r\n', `-2\r\n{}\r\n${chunked}`)],
    ['a chunk that is longer than it says', post('Transfer-Encoding: chunked\r\n', `2\r\n{}}\r\n${chunked}`)],
    ['Transfer-Encoding in HTTP/1.0', post('Transfer-Encoding: chunked\r\nConnection: keep-alive\r\n', chunked).replace('HTTP/1.1', 'HTTP/1.0')],
    ['two Host', `GET /health/live HTTP/1.1\r\n${host}${host}\r\n`],
    ['no Host', 'GET /health/live HTTP/1.1\r\n\r\n'],
    ['a target for another Host', `GET http://other.test/health/live HTTP/1.1\r\n${host}\r\n`],
    ['a target with a user', `GET http://aurora.test@other.test/health/live HTTP/1.1\r\n${host}\r\n`],
    ['another version', `GET /health/live HTTP/3.0\r\n${host}\r\n`],
    ['a method that is none', `GE T /health/live HTTP/1.1\r\n${host}\r\n`],
    ['no HTTP at all', '\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03'],
  ];
};

/** Values of `Host` that are none. */
export const malformedHosts = ['a b', 'a/b', 'user@aurora.test', 'aurora.test:', 'aurora.test:x', '[::1', 'ä.test', '<x>'];
