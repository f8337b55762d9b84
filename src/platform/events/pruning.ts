import { AuroraError } from '@aurora/kernel';
import { prepare, type Transactions } from '../persistence/index.ts';
import { eventColumns, storedEventOf } from './event-log.ts';
import { digestOfLines, eventLine } from './event-line.ts';
import type { EventTables } from './event-tables.ts';
import { prunable, type Subscribers } from './subscribers.ts';

/** Events that go in one transaction. */
export const mostPruned = 1_000;

/** What is to go, as who has archived it says. */
export interface Pruning {
  /** Up to here events are gone already. */
  readonly after: number;
  readonly through: number;
  /** `digestOfLines` of the events after `after`, up to `through`. */
  readonly digest: string;
  /** Subscribers that have never been heard of and hold nothing back. */
  readonly without: readonly string[];
}

type Range = Pick<Pruning, 'after' | 'through'>;

const move = prepare<EventTables, Range>()((db, { after, through }) => db.updateTable('event_log').set({ pruned: through }).where('id', '=', 1).where('pruned', '=', after));
const range = prepare<EventTables, Range>()((db, { after, through }) => db.selectFrom('event_store').select(eventColumns).where('position', '>', after).where('position', '<=', through).orderBy('position'));
const remove = prepare<EventTables, Range>()((db, { after, through }) => db.deleteFrom('event_store').where('position', '>', after).where('position', '<=', through));

const refused = (message: string, details: Readonly<Record<string, unknown>> = {}): AuroraError => new AuroraError('CONFLICT', message, { details });

/**
 * Removes at most `mostPruned` events that have been archived, all or none. Rejects with `CONFLICT` for events that a subscriber has not
 * processed, that have gone already or are not there yet, and where what has been archived is not what would go.
 */
export async function prune(transactions: Transactions, subscribers: Subscribers, { after, digest, through, without }: Pruning): Promise<void> {
  await transactions.run(async transaction => {
    const known = await subscribers.hold(transaction);
    const lowest = prunable(known, without);
    if (through > lowest) {
      const behind = known.filter(({ name, position }) => (position ?? (without.includes(name) ? Infinity : 0)) < through).map(({ name }) => name);
      throw refused(`Events after ${lowest} have not been processed by ${behind.join(', ')}.`, { prunable: lowest, behind });
    }
    if (await transaction.execute(move, { after, through }) === 0) throw refused(`Events are gone up to another position than ${after}.`);
    const rows = await transaction.all(range, { after, through });
    if (rows.length !== through - after) throw refused(`Of the events after ${after}, up to ${through}, ${rows.length} are there.`);
    if (digestOfLines(rows.map(row => eventLine(storedEventOf(row)))) !== digest) throw refused(`The events after ${after}, up to ${through}, are not those that have been archived.`);
    await transaction.execute(remove, { after, through });
  });
}
