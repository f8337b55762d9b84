import { AuroraError, isErrorCode } from '@aurora/kernel';
import { z } from 'zod';

const ErrorResponse = z.object({
  error_code: z.string(),
  error_message: z.string(),
  correlation_id: z.string().optional(),
  details: z.record(z.string(), z.unknown()).nullish(),
});

/** The error that an answer outside 200 to 299 stands for; for one in a form of its own, as a proxy gives it, one that says so. */
export function errorOfAnswer(status: number, body: string, request: string, retryAfter: number | undefined): Error {
  const answer = ErrorResponse.safeParse(parseJson(body));
  if (!answer.success) return new Error(`${request} was answered with ${status}, and not by an Aurora.`);
  const { error_code: code, error_message: text, correlation_id: correlation, details } = answer.data;
  const message = status >= 500 && correlation ? `${text} (${status}, correlation id ${correlation})` : text;
  if (!isErrorCode(code)) return new Error(`${message} (${code})`);
  return new AuroraError(code, message, { details: details ?? {}, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
