/** An answer as the bytes that go out, and what becomes of the connection then. */
export interface Wire {
  readonly bytes: string;
  readonly ending: 'stays' | 'closes' | 'resets';
}

const json = (headers: string, body: string) => `HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n${headers}\r\n\r\n${body}`;
const invalid = (header: string): Wire => ({ bytes: json(`${header}\r\nContent-Length: 2`, '{}'), ending: 'stays' });

const begunChunked = json('Transfer-Encoding: chunked', '9\r\n{"begun":\r\n');
const begunWithLength = json('Content-Length: 1000', '{"begun":');

/** What no HTTP server that is well does, byte by byte. */
const table = {
  'reset-before-headers': { bytes: '', ending: 'resets' },
  'close-before-headers': { bytes: '', ending: 'closes' },
  'reset-in-headers': { bytes: 'HTTP/1.1 200 OK\r\nContent-Ty', ending: 'resets' },
  'reset-in-chunked': { bytes: begunChunked, ending: 'resets' },
  'close-in-chunked': { bytes: begunChunked, ending: 'closes' },
  'reset-in-length': { bytes: begunWithLength, ending: 'resets' },
  'close-in-length': { bytes: begunWithLength, ending: 'closes' },
  'close-after-answer': { bytes: json('Connection: keep-alive\r\nContent-Length: 2', '{}'), ending: 'closes' },
  'invalid-bare-cr': invalid('X-Bad: a\rb'),
  'invalid-header-name': invalid('X Bad: a'),
  'invalid-header-value': invalid('X-Bad: a\x01\0b'),
  'invalid-two-lengths': invalid('Content-Length: 3'),
  'invalid-length-and-chunked': { bytes: json('Content-Length: 2\r\nTransfer-Encoding: chunked', '2\r\n{}\r\n0\r\n\r\n'), ending: 'stays' },
  'invalid-huge-header': invalid(`X-Huge: ${'x'.repeat(256 * 1024)}`),
  'invalid-rubbish': { bytes: 'This is no HTTP.\r\n\r\n', ending: 'stays' },
} as const satisfies Record<string, Wire>;

export type WireName = keyof typeof table;

export const wires: Readonly<Record<WireName, Wire>> = table;
export const isWire = (kind: string): kind is WireName => Object.hasOwn(wires, kind);
