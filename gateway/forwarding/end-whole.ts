import type { ServerResponse } from 'node:http';

/** Up to so many bytes, a body is copied to be written with its head in one piece. */
const small = 16 * 1024;

/** Ends an answer whose head has been written, with all of its body. A head and a body of text are one write; latin1 keeps every byte as it is. */
export function endWhole(response: ServerResponse, body: Buffer): void {
  if (body.length <= small) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
}
