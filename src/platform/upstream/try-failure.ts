/** Why a try ended without an answer. */
export type TryFault =
  /** No connection was made: nothing has been sent. */
  | 'refused'
  /** The connection broke, or what came is no HTTP, before the answer had begun. */
  | 'broken'
  /** Nothing came in time. */
  | 'silent';

/** A try that ended without an answer; the cause stays in this process. */
export class TryFailure extends Error {
  override readonly name = 'TryFailure';
  readonly fault: TryFault;

  constructor(fault: TryFault, message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.fault = fault;
  }
}

const connecting = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT']);

/** undici's error as a fault. */
export function tryFailureOf(error: unknown): TryFailure {
  if (error instanceof TryFailure) return error;
  const { code = '', message = String(error) } = error as { code?: string; message?: string };
  return new TryFailure(connecting.has(code) ? 'refused' : code.endsWith('_TIMEOUT') ? 'silent' : 'broken', message, error);
}
