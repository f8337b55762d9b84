import { createHash } from 'node:crypto';
import { AuroraError } from '@aurora/kernel';
import { prepare } from '@aurora/platform/persistence';
import type { PlannedChange } from '../../contract/index.ts';
import { shownChange, type Change } from '../persistence/open-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';

export type PlannedRow = ConfigTables['planned_change'];

export const plannedById = prepare<ConfigTables, { id: number }>()((db, { id }) => db.selectFrom('planned_change').selectAll().where('id', '=', id));

export const insertPlanned = prepare<ConfigTables, PlannedRow>()((db, row) => db.insertInto('planned_change').values({
  id: row.id, state: row.state, author: row.author, reason: row.reason, due_at: row.due_at, base: row.base, changes: row.changes, digest: row.digest,
  needs_approval: row.needs_approval, approved_by: row.approved_by, approved_at: row.approved_at, approved_digest: row.approved_digest, expires_at: row.expires_at,
  revision: row.revision, failure: row.failure, ended_by: row.ended_by, ended_reason: row.ended_reason, ended_at: row.ended_at, created_at: row.created_at,
}));

/** Moves one on from the state that it was seen in; changes no row if it is in another by now. */
export const movePlanned = prepare<ConfigTables, { was: PlannedRow['state'] } & Pick<PlannedRow, 'id' | 'state' | 'approved_by' | 'approved_at' | 'approved_digest' | 'revision' | 'failure' | 'ended_by' | 'ended_reason' | 'ended_at'>>()((db, row) =>
  db.updateTable('planned_change').set({
    state: row.state, approved_by: row.approved_by, approved_at: row.approved_at, approved_digest: row.approved_digest,
    revision: row.revision, failure: row.failure, ended_by: row.ended_by, ended_reason: row.ended_reason, ended_at: row.ended_at,
  }).where('id', '=', row.id).where('state', '=', row.was));

export const changesOf = ({ changes }: Pick<PlannedRow, 'changes'>): Change[] => JSON.parse(changes) as Change[];

/** Stands for what is approved of: the changes with what they start from, in whose name, and when. */
export const digestOf = ({ author, base, changes, due_at, reason }: Pick<PlannedRow, 'author' | 'base' | 'changes' | 'due_at' | 'reason'>): string =>
  createHash('sha256').update(JSON.stringify([author, base, changes, due_at, reason])).digest('base64url');

export const plannedAnswer = ({ changes: _, approved_digest: _digest, due_at, failure, needs_approval, ...row }: PlannedRow): PlannedChange => ({
  ...row, at: due_at, needs_approval: needs_approval === 1, failure: failure === null ? null : JSON.parse(failure) as PlannedChange['failure'], difference: changesOf({ changes: _ }).map(shownChange),
});

export const noPlanned = (id: number): AuroraError => new AuroraError('NOT_FOUND', `There is no planned change ${id}.`);
