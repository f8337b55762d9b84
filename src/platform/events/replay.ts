import { randomUUID } from 'node:crypto';
import { AuroraError, type CallContext } from '@aurora/kernel';
import { prepare, Unit, type Transaction, type Transactions } from '../persistence/index.ts';
import type { EventSource } from './event-source.ts';
import type { EventTables } from './event-tables.ts';
import type { Reactions } from './reactions.ts';

const find = prepare<EventTables, { source: string }>()((db, { source }) => db.selectFrom('event_subscription').selectAll().where('source', '=', source));
const setTo = prepare<EventTables, { source: string; position: number; updated_at: string }>()((db, { source, position, updated_at }) =>
  db.updateTable('event_subscription').set({ position, begun: null, updated_at }).where('source', '=', source));
const forget = prepare<EventTables, { source: string; after: number }>()((db, { source, after }) => db.deleteFrom('event_deferred').where('source', '=', source).where('position', '>', after));

async function positionOf(transaction: Transaction, source: string): Promise<number> {
  const row = await transaction.first(find, { source });
  if (!row) throw new AuroraError('NOT_FOUND', `No event of ${source} has been handled yet.`);
  return row.position;
}

/**
 * Lets a module handle another's events again, after a position that it has passed; whoever handles them now finds its own position
 * overtaken and goes on from there. From 0 on, what the module has made of them is dropped in the same transaction. Rejects with
 * `NOT_FOUND` for a source that it has never heard, with `CONFLICT` for a position that it has not come to, unless all up to there
 * have been archived and can come no more, and for one after which some have been archived.
 */
export async function replay(transactions: Transactions, { reset, source }: Reactions, events: EventSource, after: number, context: CallContext): Promise<void> {
  const before = await transactions.run(transaction => positionOf(transaction, source));
  // Said before it is so: from now on nothing above is archived.
  const pruned = await events.processed(Math.min(after, before));
  if (after < pruned) throw new AuroraError('CONFLICT', `The events of ${source} up to ${pruned} have been archived: those after ${pruned} alone can be handled again.`, { details: { pruned } });
  await transactions.run(async transaction => {
    const position = await positionOf(transaction, source);
    if (after > position && after !== pruned) throw new AuroraError('CONFLICT', `Events of ${source} have been handled up to ${position} only.`, { details: { position } });
    const now = new Date().toISOString();
    const unit = new Unit(transaction, { ...context, commandId: `replay:${randomUUID()}` }, now);
    if (after === 0) await reset?.(unit);
    await unit.flush();
    await transaction.execute(forget, { source, after });
    await transaction.execute(setTo, { source, position: after, updated_at: now });
  });
}
