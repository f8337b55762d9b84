import { randomUUID } from 'node:crypto';
import { AuroraError, type CallContext, type ErrorCode, type FieldError } from '@aurora/kernel';
import { prepare, type Commands, type Ids, type Queries, type Transactions } from '@aurora/platform/persistence';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import type { Revisions } from '../persistence/open-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { applyPlanned, idsForPlanned } from './apply.ts';
import { movePlanned, plannedById, type PlannedRow } from './planned-row.ts';

/** Changes that are carried out before the next look. */
const most = 100;

const due = prepare<ConfigTables, { now: string }>()((db, { now }) => db.selectFrom('planned_change').selectAll().where('state', '=', 'scheduled').where('due_at', '<=', now).orderBy('due_at').orderBy('id').limit(most));
const overdue = prepare<ConfigTables, { now: string }>()((db, { now }) => db.selectFrom('planned_change').select('id').where('state', '=', 'proposed').where('expires_at', '<=', now).limit(1));
const expire = prepare<ConfigTables, { now: string }>()((db, { now }) => db.updateTable('planned_change').set({ state: 'expired', ended_at: now }).where('state', '=', 'proposed').where('expires_at', '<=', now));

/** What says that a change can't be, whenever it is tried; anything else may pass. */
const final: ReadonlySet<ErrorCode> = new Set(['CONFLICT', 'FORBIDDEN', 'NOT_FOUND', 'STALE_VERSION', 'VALIDATION_FAILED']);

/** In the author's name, for nobody else asks for it. */
const contextOf = ({ author }: PlannedRow): CallContext => ({
  correlationId: randomUUID(), traceparent: undefined, principal: { id: author, scopes: new Set(['config:write']) }, caller: undefined, deadline: Date.now() + 20_000, commandId: undefined, placements: {},
});

function failureOf({ code, details, message }: AuroraError): string {
  const fields = (details['fields'] ?? []) as readonly FieldError[];
  return JSON.stringify({ code, message, fields: fields.slice(0, 20).map(field => ({ path: field.path, code: field.code, message: field.message })) });
}

/**
 * Carries out the changes whose time has come. A change and that it is applied are one transaction, so it is carried out once, however many hosts
 * try, and whichever of them dies; what it can't be is written beside it.
 */
export const carryOut = (commands: Commands, revisions: Revisions, queries: Queries, transactions: Transactions, ids: Ids, schemas: JsonSchemas) => {
  const apply = async (seen: PlannedRow): Promise<void> => {
    const taken = await idsForPlanned(ids, seen);
    await commands.run(contextOf(seen), 'config.carryOut', { id: seen.id }, async unit => {
      const revision = await revisions.open(unit);
      const row = await unit.transaction.first(plannedById, { id: seen.id });
      if (row?.state !== 'scheduled') return void await revision.close([], undefined);
      const number = await applyPlanned(unit, revision, schemas, row, taken, row.approved_by !== null && row.approved_digest === row.digest);
      // Given up at this very moment: the change is undone with the transaction, and the next look finds it given up.
      if (await unit.transaction.execute(movePlanned, { ...row, was: 'scheduled', state: 'applied', revision: number, ended_at: unit.now }) === 0) throw new AuroraError('UNAVAILABLE', 'The planned change was given up while it was carried out.');
    });
  };

  return async (): Promise<void> => {
    const now = new Date().toISOString();
    if (await queries.firstOf(overdue, { now })) await transactions.run(transaction => transaction.execute(expire, { now }));
    const failed: unknown[] = [];
    for (const row of await queries.allOf(due, { now })) {
      try {
        await apply(row);
      } catch (error) {
        if (error instanceof AuroraError && final.has(error.code)) await transactions.run(transaction => transaction.execute(movePlanned, { ...row, was: 'scheduled', state: 'failed', failure: failureOf(error), ended_at: new Date().toISOString() }));
        else failed.push(error);
      }
    }
    if (failed.length > 0) throw failed.length === 1 ? failed[0] : new AggregateError(failed, 'several planned changes could not be carried out');
  };
};
