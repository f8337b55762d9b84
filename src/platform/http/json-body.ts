import type { IncomingMessage } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import type { Exchange } from './exchange.ts';
import { jsonMistake } from './json-mistake.ts';

const json = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;
const utf8 = new TextDecoder('utf-8', { fatal: true });

export interface BodyLimits {
  /** Bytes. */
  readonly maxBody: number;
  /** When all of it must have come, milliseconds since the epoch. */
  readonly deadline: number;
}

/** The bytes of a body of any type; throws `PAYLOAD_TOO_LARGE` or `REQUEST_TIMEOUT` beyond the limits. */
export async function readBytes(request: IncomingMessage, { maxBody, deadline }: BodyLimits): Promise<Buffer> {
  const tooLarge = () => new AuroraError('PAYLOAD_TOO_LARGE', `The body is larger than ${maxBody} bytes.`, { details: { limit: maxBody } });
  if (Number(request.headers['content-length'] ?? 0) > maxBody) throw tooLarge();
  const chunks: Buffer[] = [];
  let size = 0;
  let timer: NodeJS.Timeout | undefined;
  await new Promise<void>((resolve, reject) => {
    timer = setTimeout(() => reject(new AuroraError('REQUEST_TIMEOUT')), deadline - Date.now());
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      chunks.push(chunk);
      if (size <= maxBody) return;
      request.off('data', take).pause();
      reject(tooLarge());
    };
    request.on('data', take);
    request.once('end', resolve);
    request.once('error', reject);
    // Of a request that was read whole, too, the end is told, with its answer: an error with its stack would be made for nothing.
    request.once('close', () => { if (!request.readableEnded) reject(new AuroraError('MALFORMED_REQUEST', 'The request ended before its body did.')); });
  }).finally(() => clearTimeout(timer));
  return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
}

/** Where `text` is no JSON: counted in UTF-16 units from 0, and in lines and columns from 1. */
function position(text: string): Record<string, number> {
  const offset = jsonMistake(text);
  const before = text.slice(0, offset).split('\n');
  return { position: offset, line: before.length, column: before.at(-1)!.length + 1 };
}

/** Throws `UNSUPPORTED_MEDIA_TYPE` unless the body is JSON as it is. */
export function requireJson({ headers }: IncomingMessage): void {
  const type = headers['content-type'];
  if (type === undefined || !json.test(type)) throw new AuroraError('UNSUPPORTED_MEDIA_TYPE', 'The body must be application/json.', { details: { accepted: ['application/json'] } });
  if (headers['content-encoding'] !== undefined) throw new AuroraError('UNSUPPORTED_MEDIA_TYPE', 'The body must not be compressed.');
}

/** The JSON object in the body. Throws `UNSUPPORTED_MEDIA_TYPE`, `PAYLOAD_TOO_LARGE`, `REQUEST_TIMEOUT`, or `MALFORMED_REQUEST` with the position of the mistake. */
export async function readJsonBody(exchange: Pick<Exchange, 'request' | 'body'>, limits: BodyLimits): Promise<Record<string, unknown>> {
  requireJson(exchange.request);
  const bytes = exchange.body ??= await readBytes(exchange.request, limits);
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    throw new AuroraError('MALFORMED_REQUEST', 'The body is not UTF-8.');
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    const details = position(text);
    throw new AuroraError('MALFORMED_REQUEST', `The body is not JSON: the mistake is at line ${details['line']}, column ${details['column']}.`, { details });
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new AuroraError('MALFORMED_REQUEST', 'The body must be a JSON object.');
  return value as Record<string, unknown>;
}
