import { AuroraError } from '@aurora/kernel';
import { OptimisticLockError } from '@mikro-orm/core';

interface DriverError { readonly code?: unknown; readonly errno?: unknown; readonly errcode?: unknown; readonly cause?: unknown }

/** The driver's error and what it was caused by, outermost first; MikroORM wraps the former and copies its fields. */
function* chain(error: unknown): Iterable<DriverError> {
  for (let at = error, depth = 0; at !== null && typeof at === 'object' && depth < 5; at = (at as DriverError).cause, depth += 1) yield at as DriverError;
}

const sqlite = (error: unknown, ...primary: number[]): boolean => [...chain(error)].some(e => typeof e.errcode === 'number' && primary.includes(e.errcode & 0xff));
const server = (error: unknown, numbers: ReadonlySet<number>): boolean => [...chain(error)].some(e => typeof e.errno === 'number' && e.errno > 1000 && numbers.has(e.errno));

const SQLITE_ERROR = 1;
const SQLITE_BUSY = 5;
const SQLITE_FULL = 13;
const SQLITE_CONSTRAINT_UNIQUE = 2067;
const SQLITE_CONSTRAINT_PRIMARYKEY = 1555;
const SQLITE_CONSTRAINT_FOREIGNKEY = 787;

export const isBusy = (error: unknown): boolean => sqlite(error, SQLITE_BUSY);

export const isUniqueViolation = (error: unknown): boolean =>
  server(error, new Set([1062, 1586])) || [...chain(error)].some(e => e.errcode === SQLITE_CONSTRAINT_UNIQUE || e.errcode === SQLITE_CONSTRAINT_PRIMARYKEY);

/** A row named by another, or naming another that is not there. */
const isForeignKeyViolation = (error: unknown): boolean =>
  server(error, new Set([1216, 1217, 1451, 1452])) || [...chain(error)].some(e => e.errcode === SQLITE_CONSTRAINT_FOREIGNKEY);

/** What another wrote meanwhile contradicts what was read before: in the next attempt it is seen, and answered as such. */
export const isContradicted = (error: unknown): boolean => isUniqueViolation(error) || isForeignKeyViolation(error);

/** Thrown in a transaction whose row another has changed or removed meanwhile, so that it runs again from its beginning. */
export class Overtaken extends Error {}

/** The transaction lost against another and may be tried again from its beginning. */
const conflicts = new Set([1020, 1213, 9007, 8002, 8022, 8028]);
export const isTransactionConflict = (error: unknown): boolean => error instanceof Overtaken || error instanceof OptimisticLockError || server(error, conflicts);

export const isLockTimeout = (error: unknown): boolean => server(error, new Set([1205, 3572]));

/** The table is not there: its data may have been relocated. MariaDB has a second code for what a cached statement misses. */
export const isMissingTable = (error: unknown): boolean =>
  server(error, new Set([1109, 1146])) || [...chain(error)].some(e => typeof e.errcode === 'number' && (e.errcode & 0xff) === SQLITE_ERROR && e instanceof Error && e.message.includes('no such table'));

const full = new Set([1021, 1114, 1041]);
const unreachable = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EHOSTUNREACH', 'PROTOCOL_CONNECTION_LOST', 'PROTOCOL_SEQUENCE_TIMEOUT', 'ER_SERVER_SHUTDOWN', 'ER_CON_COUNT_ERROR', 'POOL_CLOSED', 'ER_CONNECTION_KILLED']);
const stopping = new Set([1053, 1040, 1152, 1927, 1158, 1159, 1160, 1161, 2006, 2013]);

/** The connection is gone or cannot be had; whether a transaction in flight was committed is not known. */
export const isUnreachable = (error: unknown): boolean =>
  server(error, stopping) || [...chain(error)].some(e => typeof e.code === 'string' && unreachable.has(e.code))
  || [...chain(error)].some(e => e instanceof Error && /connection is in closed state|Connection lost|Pool is closed/i.test(e.message));

/** What a client is told of a database error; other errors stay as they are. */
export function translateDatabaseError(error: unknown): unknown {
  if (error instanceof AuroraError) return error;
  if (isUniqueViolation(error)) return new AuroraError('CONFLICT', 'Something with the same key exists already.', { cause: error });
  if (sqlite(error, SQLITE_FULL) || server(error, full)) return new AuroraError('INSUFFICIENT_STORAGE', undefined, { cause: error });
  if (isBusy(error) || isLockTimeout(error) || isTransactionConflict(error)) return new AuroraError('UNAVAILABLE', 'The database is busy.', { retryAfter: 1, cause: error });
  if (isUnreachable(error)) return new AuroraError('UNAVAILABLE', 'The database cannot be reached.', { retryAfter: 2, cause: error });
  return error;
}
