import { request, type IncomingHttpHeaders } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** An answer as it came over the wire, nothing decoded. */
export interface Received {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Buffer;
}

/** Sends a request with these headers and no others but Host. */
export function exchange(url: string, headers: Readonly<Record<string, string>> = {}, method = 'GET'): Promise<Received> {
  return new Promise((resolve, reject) => {
    request(url, { method, headers, agent: false }, response => {
      buffer(response).then(bytes => resolve({ status: response.statusCode!, headers: response.headers, bytes }), reject);
    }).once('error', reject).end();
  });
}
