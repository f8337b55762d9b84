import { AuroraError, type Handlers } from '@aurora/kernel';
import { type Commands, prepare, type Transaction } from '@aurora/platform/persistence';
import { subjectContract } from '../../contract/index.ts';
import { beingDeleted } from '../domain/standing.ts';
import type { SubjectTables } from '../persistence/tables.ts';

type Key = { id: number; holder: string };

const subjectById = prepare<SubjectTables, { id: number }>()((db, { id }) => db.selectFrom('subject').select(['id as subject_id', 'code', 'name', 'deletion']).where('id', '=', id));
const find = prepare<SubjectTables, Key>()((db, { id, holder }) => db.selectFrom('reservation').select('holder').where('subject_id', '=', id).where('holder', '=', holder));
const count = prepare<SubjectTables, { id: number; by: number }>()((db, { id, by }) => db.updateTable('subject').set(row => ({ reservations: row('reservations', '+', by) })).where('id', '=', id));
const countOne = prepare<SubjectTables, { id: number }>()((db, { id }) =>
  db.updateTable('subject').set(row => ({ reservations: row('reservations', '+', 1) })).where('id', '=', id).where('deletion', 'is', null));
const insert = prepare<SubjectTables, Key & { now: string }>()((db, { id, holder, now }) => db.insertInto('reservation').values({ subject_id: id, holder, created_at: now }));
const remove = prepare<SubjectTables, Key>()((db, { id, holder }) => db.deleteFrom('reservation').where('subject_id', '=', id).where('holder', '=', holder));

/** Why nothing could be counted at the subject. */
async function refusal(transaction: Transaction, id: number): Promise<AuroraError> {
  const subject = await transaction.first(subjectById, { id });
  return subject ? beingDeleted({ id, deletion: subject.deletion }) : new AuroraError('NOT_FOUND', `There is no subject ${id}.`);
}

export const reserve = (commands: Commands): Handlers<typeof subjectContract>['reserve'] => (input, context) =>
  commands.run(context, 'subject.reserve', input, async ({ now, transaction }) => {
    const subject = await transaction.first(subjectById, { id: input.id });
    if (!subject) throw new AuroraError('NOT_FOUND', `There is no subject ${input.id}.`);
    if (!await transaction.first(find, input)) {
      // Counting first: it fails if the subject has gone or is going, and makes a deletion that runs now fail.
      if (await transaction.execute(countOne, { id: input.id }) === 0) throw await refusal(transaction, input.id);
      await transaction.execute(insert, { ...input, now });
    }
    return { subject_id: subject.subject_id, code: subject.code, name: subject.name, holder: input.holder };
  });

export const release = (commands: Commands): Handlers<typeof subjectContract>['release'] => (input, context) =>
  commands.run(context, 'subject.release', input, async ({ transaction }) => {
    if (await transaction.execute(remove, input) > 0) await transaction.execute(count, { id: input.id, by: -1 });
  });
