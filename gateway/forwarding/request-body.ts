import { readBytes, requireJson, type Admitted, type Exchange } from '@aurora/platform/http';
import type { UpstreamKind } from './way.ts';

/** The body of a request that is sent on. */
export interface RequestBody {
  readonly content: Buffer | AsyncIterable<Uint8Array> | null;
  /** Length for the request's head, where the content does not say it. */
  readonly length: string | undefined;
  /** Whether it can be sent again: nothing of it is gone. */
  readonly repeatable: () => boolean;
}

const always = (): boolean => true;
const none: RequestBody = { content: null, length: undefined, repeatable: always };

const hasBody = ({ headers }: Exchange['request']): boolean => headers['transfer-encoding'] !== undefined || (headers['content-length'] ?? '0') !== '0';

/** Bytes as they come. Whoever stops reading leaves the client's request whole: the answer goes the same way. */
function streamed({ request }: Exchange): RequestBody {
  let begun = false;
  async function* chunks(): AsyncGenerator<Uint8Array> {
    begun = true;
    for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk as Buffer;
  }
  return { content: { [Symbol.asyncIterator]: chunks }, length: request.headers['content-length'], repeatable: () => !begun };
}

async function whole(exchange: Exchange, maxBody: number, deadline: number): Promise<RequestBody> {
  return { content: exchange.body ??= await readBytes(exchange.request, { maxBody, deadline }), length: undefined, repeatable: always };
}

/** JSON is read first, so that it can be sent again; bytes of any length are sent as they come. At once where there is nothing to wait for. */
export function requestBody({ exchange, match: { route: { operation } }, deadline }: Admitted, kind: UpstreamKind, maxBody: number): RequestBody | Promise<RequestBody> {
  const { request } = exchange;
  if (operation.body === 'stream') return streamed(exchange);
  if (operation.body === 'json' && kind !== 'legacy') requireJson(request);
  return hasBody(request) ? whole(exchange, maxBody, deadline) : none;
}
