import type { AuroraError, ErrorCode } from '@aurora/kernel';
import type { ErrorForm } from '@aurora/platform/http';
import { ofrepPrefix } from './contract.ts';

/** OpenFeature's error codes (https://openfeature.dev/specification/types#error-code), as far as the protocol has them. */
export type OfrepErrorCode = 'PARSE_ERROR' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'FLAG_NOT_FOUND' | 'GENERAL';

const codes: Readonly<Partial<Record<ErrorCode, OfrepErrorCode>>> = {
  MALFORMED_REQUEST: 'PARSE_ERROR', UNSUPPORTED_MEDIA_TYPE: 'PARSE_ERROR', VALIDATION_FAILED: 'INVALID_CONTEXT', NOT_FOUND: 'FLAG_NOT_FOUND',
};

const oneFlag = new RegExp(`^${ofrepPrefix}/evaluate/flags/([^/]+)/?$`);

/** A flag whose evaluation came to nothing: what the module can say of it. Becomes `code` of the body. */
const ownCode = ({ details }: AuroraError): OfrepErrorCode | undefined => details['ofrep'] as OfrepErrorCode | undefined;

/** Errors in the form of the protocol; what is wrong with a request is 400 there, whatever it is. */
export const asOfrepError: ErrorForm = (error, { correlation_id }, { target }) => {
  const key = oneFlag.exec(target?.path ?? '')?.[1];
  const code = ownCode(error) ?? codes[error.code] ?? 'GENERAL';
  return {
    status: error.code in codes && error.code !== 'NOT_FOUND' ? 400 : error.status,
    body: { ...(key === undefined ? {} : { key: decodeURIComponent(key) }), errorCode: code, errorDetails: error.message, correlation_id },
    type: 'application/json; charset=utf-8',
  };
};
