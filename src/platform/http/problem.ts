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
export const problemBody = (body: ErrorResponse, status: number) => ({
  type: `urn:aurora:error:${body.error_code.toLowerCase()}`, title: errorTable[body.error_code as keyof typeof errorTable].message, status, detail: body.error_message, ...body,
});

/** Whether the client prefers a problem document to our own form. */
export const wantsProblem = (exchange: Exchange): boolean => exchange.problems || (exchange.request.headers.accept?.includes('application/problem+json') ?? false);
