import { errorTable, timestamp, type ErrorCode } from '@aurora/kernel';
import { z } from 'zod';

const facts = {
  error_code: z.enum(Object.keys(errorTable) as [ErrorCode, ...ErrorCode[]]),
  correlation_id: z.string(),
  timestamp,
  service_name: z.string(),
};
const details = z.record(z.string(), z.unknown()).describe('Structured facts; of wrong fields, `fields` with the `path`, `code` and `message` of each.');

export const ErrorResponse = z.object({ ...facts, error_message: z.string(), details });

/** The same as RFC 9457 has it. */
export const ProblemDetails = z.object({
  type: z.string(), title: z.string(), status: z.int(), detail: z.string(), ...facts, details,
});
