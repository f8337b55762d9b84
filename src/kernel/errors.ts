/** Every error Aurora answers with: its code, its HTTP status, and what it says when nobody says it better. */
export const errorTable = {
  MALFORMED_REQUEST: { status: 400, message: 'The request is malformed.' },
  UNAUTHENTICATED: { status: 401, message: 'A valid token or API key is needed.' },
  FORBIDDEN: { status: 403, message: 'This is not allowed to the caller.' },
  LINK_REFUSED: { status: 403, message: 'The download link is not valid, or not any more.' },
  QUARANTINED: { status: 403, message: 'The file is in quarantine: a scanner has found something in it.' },
  NOT_FOUND: { status: 404, message: 'There is no such thing.' },
  METHOD_NOT_ALLOWED: { status: 405, message: 'The path does not take this method.' },
  NOT_ACCEPTABLE: { status: 406, message: 'No representation that the client accepts exists.' },
  REQUEST_TIMEOUT: { status: 408, message: 'The request did not arrive in time.' },
  CONFLICT: { status: 409, message: 'The change contradicts the present state.' },
  IN_USE: { status: 409, message: 'It is in use and cannot go.' },
  BEING_DELETED: { status: 409, message: 'It is being deleted.' },
  SCAN_PENDING: { status: 409, message: 'The file has not been scanned yet, and is not served before it is; try again.' },
  COMMAND_RUNNING: { status: 409, message: 'A command with this Idempotency-Key is still running.' },
  PROTOCOL_VERSION: { status: 412, message: 'The version of the protocol that the client speaks is not spoken here.' },
  STALE_VERSION: { status: 412, message: 'It has been changed since it was read.' },
  PAYLOAD_TOO_LARGE: { status: 413, message: 'The body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { status: 415, message: 'This type of content is not taken.' },
  RANGE_NOT_SATISFIABLE: { status: 416, message: 'The range lies outside the content.' },
  MISDIRECTED_REQUEST: { status: 421, message: 'This host is not served here.' },
  VALIDATION_FAILED: { status: 422, message: 'Some fields are wrong.' },
  INVALID_REFERENCE: { status: 422, message: 'Something referred to does not exist.' },
  IDEMPOTENCY_KEY_REUSED: { status: 422, message: 'This Idempotency-Key was used for another request.' },
  TOO_MANY_REQUESTS: { status: 429, message: 'Too many requests.' },
  INTERNAL: { status: 500, message: 'Something went wrong here.' },
  BAD_GATEWAY: { status: 502, message: 'The service behind this one could not be reached, or gave no answer that can be passed on.' },
  UNAVAILABLE: { status: 503, message: 'Not available now; try again.' },
  DEADLINE_EXCEEDED: { status: 504, message: 'The answer did not come in time.' },
  INSUFFICIENT_STORAGE: { status: 507, message: 'There is no room left to store this.' },
} as const satisfies Record<string, { status: number; message: string }>;

export type ErrorCode = keyof typeof errorTable;

/** What is wrong with one field of an input. `path` is dotted, as in `items.0.name`. */
export interface FieldError {
  readonly path: string;
  readonly code: string;
  readonly message: string;
}

export interface ErrorOptions {
  /** Structured facts for the client; becomes `details` of the error body. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Seconds after which a repeat makes sense; becomes `Retry-After`. */
  readonly retryAfter?: number;
  /** What led to it. Is logged, and never leaves the process. */
  readonly cause?: unknown;
}

/**
 * The one kind of error that a module, a port or the gateway raises on purpose.
 * Its code decides the HTTP status; it is the same through a local and a remote port.
 */
export class AuroraError extends Error {
  override readonly name = 'AuroraError';
  readonly code: ErrorCode;
  readonly details: Readonly<Record<string, unknown>>;
  readonly retryAfter: number | undefined;

  constructor(code: ErrorCode, message: string = errorTable[code].message, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.details = options.details ?? {};
    this.retryAfter = options.retryAfter;
  }

  get status(): number {
    return errorTable[this.code].status;
  }
}

/** Whether a status says nothing of what was asked, but that nobody can answer it now. */
export const isAwayStatus = (status: number): boolean => status === 502 || status === 503 || status === 504;

/** The same for an error: `BAD_GATEWAY`, `UNAVAILABLE`, `DEADLINE_EXCEEDED`. */
export const isAway = (error: unknown): error is AuroraError => error instanceof AuroraError && isAwayStatus(error.status);

export const isErrorCode = (code: unknown): code is ErrorCode => typeof code === 'string' && Object.hasOwn(errorTable, code);

/** An input with wrong fields: 422, every one of them named. */
export function validationFailed(fields: readonly FieldError[], code: 'VALIDATION_FAILED' | 'INVALID_REFERENCE' = 'VALIDATION_FAILED'): AuroraError {
  const named = fields.map(field => field.path || '(body)').join(', ');
  return new AuroraError(code, `${code === 'INVALID_REFERENCE' ? 'Does not exist' : 'Wrong'}: ${named}.`, { details: { fields } });
}
