import { hash } from 'node:crypto';
import { AuroraError, type CallContext } from '@aurora/kernel';
import { isLockTimeout, isUniqueViolation } from './database-errors.ts';
import type { PlatformTables } from './platform-tables.ts';
import { prepare } from './prepared.ts';
import type { Queries } from './queries.ts';
import type { Transaction } from './transactions.ts';

type Row = PlatformTables['command_record'];

const insert = prepare<PlatformTables, Omit<Row, 'answer'>>()((db, row) =>
  db.insertInto('command_record').values({ command_id: row.command_id, principal: row.principal, operation: row.operation, digest: row.digest, answer: null, created_at: row.created_at }));
const find = prepare<PlatformTables, { command_id: string }>()((db, { command_id }) => db.selectFrom('command_record').selectAll().where('command_id', '=', command_id));
const finish = prepare<PlatformTables, { command_id: string; answer: string }>()((db, { command_id, answer }) =>
  db.updateTable('command_record').set({ answer }).where('command_id', '=', command_id));
const purge = prepare<PlatformTables, { before: string }>()((db, { before }) => db.deleteFrom('command_record').where('created_at', '<', before));

/** A command that has been done already, with the answer it got. */
export class Repeated extends Error {
  readonly answer: unknown;
  constructor(answer: unknown) { super('repeated'); this.answer = answer; }
}

export interface CommandIdentity {
  readonly commandId: string;
  readonly principal: string;
  readonly operation: string;
  /** Of the input, so that a key is not used for two different commands. */
  readonly digest: string;
}

/** What makes this call the same command as another. */
export const identify = (context: CallContext, operation: string, input: unknown): CommandIdentity | undefined =>
  context.commandId === undefined ? undefined
    : { commandId: context.commandId, principal: context.principal.id, operation, digest: hash('sha256', JSON.stringify(input) ?? '', 'base64url') };

/**
 * Inserts the record, first of all in the transaction. Throws `Repeated` with the stored answer if the command was done before,
 * and an `AuroraError` if another command has the id, or the same one is running.
 */
export async function openRecord(transaction: Transaction, command: CommandIdentity, now: string): Promise<void> {
  const { commandId: command_id, principal, operation, digest } = command;
  try {
    await transaction.execute(insert, { command_id, principal, operation, digest, created_at: now });
    return;
  } catch (error) {
    if (isLockTimeout(error)) throw new AuroraError('COMMAND_RUNNING', undefined, { retryAfter: 1, cause: error });
    if (!isUniqueViolation(error)) throw error;
  }
  throw repeatOf(command, await transaction.first(find, { command_id }));
}

/** What a second command under the id of `row` is told. */
function repeatOf({ principal, operation, digest }: CommandIdentity, row: Row | undefined): Repeated | AuroraError {
  if (!row || row.answer === null) return new AuroraError('COMMAND_RUNNING', undefined, { retryAfter: 1 });
  if (row.principal !== principal || row.operation !== operation || row.digest !== digest) return new AuroraError('IDEMPOTENCY_KEY_REUSED');
  return new Repeated(JSON.parse(row.answer));
}

/** Throws as `openRecord` does where the command has been done or its id used; writes nothing. */
export async function lookUpRecord(queries: Queries, command: CommandIdentity): Promise<void> {
  const row = await queries.firstOf(find, { command_id: command.commandId });
  if (row) throw repeatOf(command, row);
}

/** Stores the answer, last of all in the transaction. */
export const closeRecord = (transaction: Transaction, command: CommandIdentity, answer: unknown): Promise<number> =>
  transaction.execute(finish, { command_id: command.commandId, answer: JSON.stringify(answer ?? null) });

export const purgeRecords = (transaction: Transaction, before: string): Promise<number> => transaction.execute(purge, { before });
