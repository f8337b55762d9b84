import { AuroraError, errorTable } from '@aurora/kernel';
import type { Exchange } from './exchange.ts';

/** The one body of every error. */
export interface ErrorResponse {
  readonly error_code: string;
  readonly error_message: string;
  readonly correlation_id: string;
  readonly timestamp: string;
  readonly service_name: string;
  readonly details: Readonly<Record<string, unknown>>;
}

/** What the client is told of an error: its own words if it is an `AuroraError`, else only that something went wrong. */
export const asAuroraError = (error: unknown): AuroraError => (error instanceof AuroraError ? error : new AuroraError('INTERNAL', undefined, { cause: error }));

export const errorBody = (error: AuroraError, correlationId: string, service: string): ErrorResponse => ({
  error_code: error.code, error_message: error.message, correlation_id: correlationId, timestamp: new Date().toISOString(), service_name: service, details: error.details,
});

/** The same as RFC 9457 has it, with our fields as extensions. */
const problemBody = (body: ErrorResponse, status: number) => ({
  type: `urn:aurora:error:${body.error_code.toLowerCase()}`, title: errorTable[body.error_code as keyof typeof errorTable].message, status, detail: body.error_message, ...body,
});

/** How an error is told where that is not Aurora's own form: by which status, and in what body. */
export type ErrorForm = (error: AuroraError, body: ErrorResponse, exchange: Exchange) => { readonly status: number; readonly body: unknown; readonly type: string };

/** As a problem document. */
export const asProblem: ErrorForm = ({ status }, body) => ({ status, body: problemBody(body, status), type: 'application/problem+json' });

const own: ErrorForm = ({ status }, body, { mediaType }) => ({ status, body, type: mediaType ?? 'application/json; charset=utf-8' });

/** The form in which the client is told of errors: that of the paths it asks at, else the one that it prefers. */
export const errorFormOf = ({ errorForm, request }: Exchange): ErrorForm => errorForm ?? (request.headers.accept?.includes('application/problem+json') ? asProblem : own);
