import { request, type Agent, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http';

export interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: OutgoingHttpHeaders;
  readonly body?: string | Uint8Array;
}

/** A whole answer. */
export interface Reply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** Sends one request; rejects if the whole answer has not come within `patience` milliseconds. */
export function send(agent: Agent, { body, headers, method, url }: Sent, patience: number): Promise<Reply> {
  const { promise, reject, resolve } = Promise.withResolvers<Reply>();
  const sent = request(url, { agent, method, headers: body === undefined ? headers : { ...headers, 'content-length': Buffer.byteLength(body) } }, answer => {
    const chunks: Buffer[] = [];
    answer.on('data', (chunk: Buffer) => chunks.push(chunk));
    answer.once('error', reject);
    answer.once('end', () => resolve({ status: answer.statusCode!, headers: answer.headers, body: Buffer.concat(chunks) }));
  });
  const late = setTimeout(() => sent.destroy(new Error(`no answer within ${patience / 1_000} s`)), patience);
  sent.once('error', reject);
  sent.end(body);
  return promise.finally(() => clearTimeout(late));
}
