import { AuroraError } from '@aurora/kernel';

const refusals = new Set([400, 413, 415, 422]);

/** Whether an error says that the bytes are wrong, and will be however often they come. */
export const isRefusal = (error: unknown): boolean => error instanceof AuroraError && refusals.has(error.status);
