import type { Kysely } from 'kysely';
import type { Migration } from '../persistence/migration.ts';
import { prepare } from '../persistence/prepared.ts';

/** A saga as it is kept. Times are RFC 3339 text. */
export interface SagaRow {
  readonly id: string;
  readonly type: string;
  /** The command it carries out, while it runs: no second saga may carry out the same. */
  readonly active_command: string | null;
  readonly state: string;
  /** Who asked, and under which correlation id; JSON. */
  readonly context: string;
  /** The step that is next, or that is being undone. */
  readonly step: number;
  /** `settling`: a step was asked for and not answered; before it is taken back it is repeated until it is known to be done or refused. */
  readonly direction: 'forward' | 'settling' | 'backward';
  /** `waiting`: its step has asked another module, which has not answered yet. */
  readonly status: 'running' | 'waiting' | 'completed' | 'compensated' | 'stuck';
  /** Who may change it: each that takes it over, and each answer, writes a new name. */
  readonly owner: string;
  /** Until when the owner counts as alive, or an answer is waited for; another may take the saga over then. */
  readonly lease_until: string;
  readonly attempts: number;
  readonly error: string | null;
  /** Why it has turned back: code, message and details as JSON. */
  readonly failure: string | null;
  readonly created_at: string;
  readonly updated_at: string;
}

export interface SagaTables { readonly saga: SagaRow }

/** How a relocation follows it. */
export const sagaTables = { saga: 'dirty-key' } as const;

export const sagaTableV1: Migration['up'] = async ({ createIndex, createTable, types }) => {
  await createTable('saga')
    .addColumn('id', types.ascii(36), column => column.notNull().primaryKey())
    .addColumn('type', types.ascii(64), column => column.notNull())
    .addColumn('active_command', types.ascii(64), column => column.unique())
    .addColumn('state', types.long, column => column.notNull())
    .addColumn('context', types.long, column => column.notNull())
    .addColumn('step', types.integer, column => column.notNull())
    .addColumn('direction', types.ascii(16), column => column.notNull())
    .addColumn('status', types.ascii(16), column => column.notNull())
    .addColumn('owner', types.ascii(36), column => column.notNull())
    .addColumn('lease_until', types.time, column => column.notNull())
    .addColumn('attempts', types.integer, column => column.notNull())
    .addColumn('error', types.long)
    .addColumn('created_at', types.time, column => column.notNull())
    .addColumn('updated_at', types.time, column => column.notNull())
    .execute();
  await createIndex('saga', ['status', 'lease_until']);
};

/** Adds why a saga has turned back. */
export const sagaTableV2: Migration['up'] = ({ addColumn, types }) => addColumn('saga', 'failure', types.long);

export const insertSaga = prepare<SagaTables, SagaRow>()((db, row) => db.insertInto('saga').values({
  id: row.id, type: row.type, active_command: row.active_command, state: row.state, context: row.context, step: row.step, direction: row.direction, status: row.status,
  owner: row.owner, lease_until: row.lease_until, attempts: row.attempts, error: row.error, failure: row.failure, created_at: row.created_at, updated_at: row.updated_at,
}));

export const findSaga = prepare<SagaTables, { id: string }>()((db, { id }) => db.selectFrom('saga').selectAll().where('id', '=', id));

export const findSagaOfCommand = prepare<SagaTables, { command: string }>()((db, { command }) => db.selectFrom('saga').selectAll().where('active_command', '=', command));

/** Writes a saga's progress if it is still `was`'s, and gives it to `owner`: whoever comes first, an answer, a timeout, or who took it over, is the only one. */
export const changeSaga = prepare<SagaTables, SagaRow & { was: string }>()((db, row) => db.updateTable('saga').set({
  state: row.state, step: row.step, direction: row.direction, status: row.status, lease_until: row.lease_until, attempts: row.attempts, error: row.error, failure: row.failure,
  updated_at: row.updated_at, active_command: row.active_command, owner: row.owner,
}).where('id', '=', row.id).where('owner', '=', row.was));

/** Takes a saga over whose owner's lease has ended. */
export const takeSaga = prepare<SagaTables, { id: string; before: string; was: string; owner: string; lease_until: string }>()((db, { id, before, was, owner, lease_until }) =>
  db.updateTable('saga').set({ owner, lease_until }).where('id', '=', id).where('owner', '=', was).where('status', 'in', ['running', 'waiting']).where('lease_until', '<', before));

export const abandonedSagas = prepare<SagaTables, { before: string }>()((db, { before }) =>
  db.selectFrom('saga').selectAll().where('status', 'in', ['running', 'waiting']).where('lease_until', '<', before).orderBy('lease_until').limit(50));

export const forgetSagas = prepare<SagaTables, { before: string; status: 'completed' | 'compensated' }>()((db, { before, status }) =>
  db.deleteFrom('saga').where('status', '=', status).where('lease_until', '<', before));

export const openSagas = prepare<SagaTables, { type: string }>()((db, { type }) =>
  db.selectFrom('saga').select('state').where('type', '=', type).where('status', 'in', ['running', 'waiting', 'stuck']));

/** Sagas of some statuses, newest first. */
export const listSagas = (db: Kysely<SagaTables>, statuses: readonly SagaRow['status'][], limit: number) =>
  db.selectFrom('saga').selectAll().where('status', 'in', statuses).orderBy('created_at', 'desc').orderBy('id', 'desc').limit(limit);

/** How many there are of each kind that have not ended, and since when the oldest. */
export const countSagas = prepare<SagaTables, object>()(db => db.selectFrom('saga').where('status', 'in', ['running', 'waiting', 'stuck'])
  .select(({ fn }) => ['type', 'status', fn.countAll<number>().as('sagas'), fn.min('created_at').as('oldest')]).groupBy(['type', 'status']));
