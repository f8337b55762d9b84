import { Transient } from './retry.ts';

/** Nothing listens there, or there is no such place: only worth a repeat if it answered before. */
const absent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);
const broken = new Set(['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

/** What a request that got no answer is thrown as: a `Transient` where a repeat may help, else an error for people. */
export function networkFailure(error: unknown, base: string, reached: boolean): Error {
  const code = codeOf(error);
  const reason = new Error(
    absent.has(code) ? `Nothing answers at ${base} (${code}). Is Aurora running there? --url or AURORA_URL says where it is.`
      : error instanceof Error && error.name === 'TimeoutError' ? `${base} did not answer in time.`
        : `The connection to ${base} failed: ${detailOf(error)}.`);
  const timeout = error instanceof Error && error.name === 'TimeoutError';
  return timeout || broken.has(code) || (reached && absent.has(code)) ? new Transient(reason) : reason;
}

/** fetch wraps what happened in one or two layers of causes. */
function innermost(error: unknown): unknown {
  if (error instanceof AggregateError && error.errors.length > 0) return innermost(error.errors[0]);
  return error instanceof Error && error.cause instanceof Error ? innermost(error.cause) : error;
}

function codeOf(error: unknown): string {
  const inner = innermost(error) as NodeJS.ErrnoException | undefined;
  return typeof inner?.code === 'string' ? inner.code : '';
}

function detailOf(error: unknown): string {
  const inner = innermost(error);
  return inner instanceof Error ? inner.message || codeOf(inner) : String(inner);
}
