import { AuroraError, type Handlers } from '@aurora/kernel';
import { prepare, type Transaction, type Transactions } from '@aurora/platform/persistence';
import type { configContract, Extraction } from '../../contract/index.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { shownExtraction } from '../queries/extractions.ts';

type Contract = typeof configContract;
type Row = ConfigTables['extraction'];

const find = prepare<ConfigTables, { module: string }>()((db, { module }, dialect) => {
  const row = db.selectFrom('extraction').selectAll().where('module', '=', module);
  return dialect === 'sqlite' ? row : row.forUpdate();
});
const insert = prepare<ConfigTables, Row>()((db, { changed_at, changed_by, held_until, holder, module, state }) => db.insertInto('extraction').values({ changed_at, changed_by, held_until, holder, module, state }));
const update = prepare<ConfigTables, Row>()((db, { changed_at, changed_by, held_until, holder, module, state }) => db.updateTable('extraction').set({ changed_at, changed_by, held_until, holder, state }).where('module', '=', module));

/** The row as it is, if `holder` may change it: nobody else is at it. */
async function claimable(transaction: Transaction, module: string, holder: string): Promise<Row | undefined> {
  const row = await transaction.first(find, { module });
  if (row && row.holder !== null && row.holder !== holder && row.held_until! > new Date().toISOString()) {
    throw new AuroraError('CONFLICT', `Another command is at the extraction of ${module}; what it does not say again is free at ${row.held_until}.`, { retryAfter: 1 });
  }
  return row;
}

const later = (ttl: number): string => new Date(Date.now() + ttl).toISOString();

// They need no record of the command: a repeat puts the same there, later.
export const claimExtraction = (transactions: Transactions): Handlers<Contract>['claimExtraction'] => ({ holder, module, ttl }, { principal }): Promise<Extraction> => transactions.run(async transaction => {
  const row = await claimable(transaction, module, holder);
  const claimed: Row = { ...(row ?? { module, state: null, changed_at: new Date().toISOString(), changed_by: principal.id }), holder, held_until: later(ttl) };
  await transaction.execute(row ? update : insert, claimed);
  return shownExtraction(claimed);
});

export const saveExtraction = (transactions: Transactions): Handlers<Contract>['saveExtraction'] => ({ holder, module, state, ttl }, { principal }): Promise<Extraction> => transactions.run(async transaction => {
  const row = await claimable(transaction, module, holder);
  if (row?.holder !== holder) throw new AuroraError('CONFLICT', `The extraction of ${module} is not claimed by this command, or not any more.`);
  const text = JSON.stringify(state);
  // A repeat changes nothing, so that it is answered as the first was.
  const changed = row.state === text ? {} : { state: text, changed_at: new Date().toISOString(), changed_by: principal.id };
  const saved: Row = { ...row, ...changed, held_until: later(ttl) };
  await transaction.execute(update, saved);
  return shownExtraction(saved);
});

export const releaseExtraction = (transactions: Transactions): Handlers<Contract>['releaseExtraction'] => ({ holder, module }) => transactions.run(async transaction => {
  const row = await transaction.first(find, { module });
  if (row?.holder === holder) await transaction.execute(update, { ...row, holder: null, held_until: null });
});
