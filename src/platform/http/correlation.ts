import { randomUUID } from 'node:crypto';

const wellFormed = /^[A-Za-z0-9._:-]{1,128}$/;

/** The client's correlation id if it is well formed, else a new one. */
export const correlationIdOf = (given: string | string[] | undefined): string => (typeof given === 'string' && wellFormed.test(given) ? given : randomUUID());

const version00 = /^00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}$/;

/** The client's `traceparent` if it is one (W3C Trace Context, version 00); anything else starts a new trace. */
export const traceparentOf = (given: string | string[] | undefined): string | undefined => (typeof given === 'string' && version00.test(given) ? given : undefined);
