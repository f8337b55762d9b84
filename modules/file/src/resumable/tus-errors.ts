import { AuroraError, type ErrorCode } from '@aurora/kernel';

/** What the library says is wrong, as a status and a text for people. */
export interface TusError {
  readonly status_code: number;
  readonly body: string;
}

export const isTusError = (error: unknown): error is TusError => typeof (error as Partial<TusError> | null)?.status_code === 'number' && typeof (error as Partial<TusError>).body === 'string';

const codes: Readonly<Record<number, ErrorCode>> = { 404: 'NOT_FOUND', 409: 'CONFLICT', 410: 'NOT_FOUND', 412: 'PROTOCOL_VERSION', 413: 'PAYLOAD_TOO_LARGE', 500: 'INTERNAL' };

/** The same as Aurora says it: the version, the type of content and the rest have codes of their own. */
export function tusFailure({ body, status_code }: TusError): AuroraError {
  const text = body.trim();
  if (status_code === 412 || /^Invalid .*tus-resumable/.test(text)) return new AuroraError('PROTOCOL_VERSION');
  if (/content-type/i.test(text)) return new AuroraError('UNSUPPORTED_MEDIA_TYPE', 'The content type must be application/offset+octet-stream.');
  if (text.startsWith('Request aborted')) return new AuroraError('MALFORMED_REQUEST', 'The upload ended before its end.');
  const code = codes[status_code] ?? 'MALFORMED_REQUEST';
  if (code === 'NOT_FOUND' || code === 'INTERNAL') return new AuroraError(code);
  return new AuroraError(code, `${text.replace(/\.$/, '')}.`);
}
