import { AuroraError } from '@aurora/kernel';

/** What the SDK throws: an answer of the server with its status, or an error of the network. */
interface S3Error {
  readonly name?: string;
  readonly code?: string;
  readonly message?: string;
  readonly $metadata?: { readonly httpStatusCode?: number };
}

const full = new Set(['QuotaExceeded', 'InsufficientStorage', 'XMinioStorageFull']);
const refusing = new Set(['AccessDenied', 'ExpiredToken', 'InvalidAccessKeyId', 'InvalidToken', 'SignatureDoesNotMatch']);

/** What went wrong with an S3 store, in words for operators: no part of the request, which tells of credentials, is in them. */
export function s3Reason(error: unknown): string {
  const { $metadata, code, name } = error as S3Error;
  const status = $metadata?.httpStatusCode;
  if (name === 'NoSuchBucket') return 'there is no such bucket';
  if (status === 401 || status === 403 || refusing.has(name ?? '')) return `it refuses the credentials in AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY (${status ?? name})`;
  return status === undefined ? `it does not answer (${code ?? name ?? 'unknown'})` : `it answers ${status} ${name ?? ''}`.trimEnd();
}

/** An error of an S3 store as clients are told. The cause is for the log. */
export function s3Failure(error: unknown): unknown {
  if (error instanceof AuroraError) return error;
  const { $metadata, name } = error as S3Error;
  const cause = new Error(`the file store: ${s3Reason(error)}`);
  if (full.has(name ?? '') || $metadata?.httpStatusCode === 507) return new AuroraError('INSUFFICIENT_STORAGE', undefined, { cause });
  return new AuroraError('UNAVAILABLE', 'The file store does not answer, or not this host; try again.', { retryAfter: 1, cause });
}

/** Whether the answer was that there is no such object. */
export const isMissing = (error: unknown): boolean => (error as S3Error).$metadata?.httpStatusCode === 404 && (error as S3Error).name !== 'NoSuchBucket';
