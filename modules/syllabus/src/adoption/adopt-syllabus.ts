import { integerId, type CallContext } from '@aurora/kernel';
import { rowIn, type Adoption, type AdoptionResult } from '@aurora/platform/adoption';
import { lastVersion, prepare, type Commands, type Ids, type Queries, type Unit } from '@aurora/platform/persistence';
import { SyllabusCreated, SyllabusDeleted, SyllabusUpdated } from '../../contract/index.ts';
import { Syllabus } from '../domain/syllabus.ts';
import { noteChange, removeHistory } from '../persistence/changes.ts';
import { removeDocument, wantDocument } from '../persistence/documents.ts';
import { addReferences, referencesOf, removeReference, type Reference } from '../persistence/references.ts';
import { addSubjectName, type SubjectName } from '../persistence/subject-names.ts';
import type { SyllabusTables } from '../persistence/tables.ts';
import type { Owners } from '../sagas/owners.ts';
import { AdoptedSyllabus } from './adopted-syllabus.ts';

type Row = SyllabusTables['syllabus'];

const columns = ['id', 'subject_id', 'file_id', 'year', 'term', 'section', 'instructor', 'created_at', 'updated_at', 'version'] as const;
const byId = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.selectFrom('syllabus').select(columns).where('id', '=', id));
const insert = prepare<SyllabusTables, Row>()((db, row) => db.insertInto('syllabus').values({
  id: row.id, subject_id: row.subject_id, file_id: row.file_id, year: row.year, term: row.term, term_key: row.term_key, term_order: row.term_order, section: row.section,
  instructor: row.instructor, instructor_key: row.instructor_key, created_at: row.created_at, updated_at: row.updated_at, version: row.version,
}));
const update = prepare<SyllabusTables, Row & { before: number }>()((db, row) => db.updateTable('syllabus').set({
  subject_id: row.subject_id, file_id: row.file_id, year: row.year, term: row.term, term_key: row.term_key, term_order: row.term_order, section: row.section,
  instructor: row.instructor, instructor_key: row.instructor_key, created_at: row.created_at, updated_at: row.updated_at, version: row.version,
}).where('id', '=', row.id).where('version', '=', row.before));
const remove = prepare<SyllabusTables, { id: number }>()((db, { id }) => db.deleteFrom('syllabus').where('id', '=', id));

/** Names what is held, too: what a change takes must not go with what it leaves. */
const reference = (kind: Reference['kind'], id: number, target: string): Reference => ({ kind, target, holder: `syllabus:${id}:${target}` });
const wanted = ({ file_id, id, subject_id }: AdoptedSyllabus): Reference[] => [reference('subject', id, String(subject_id)), reference('file', id, file_id)];

/** The row's columns, with those that are worked out of others. */
function columnsOf(row: AdoptedSyllabus, now: string, version: number, createdAt: string): { readonly syllabus: Syllabus; readonly stored: Row } {
  const syllabus = Syllabus.make(row.id, row, row.updated_at ?? now);
  const { instructor, instructorKey, section, term, termKey, termOrder, year } = syllabus;
  return {
    syllabus,
    stored: {
      id: row.id, subject_id: row.subject_id, file_id: row.file_id, year: year ?? null, term: term ?? null, term_key: termKey ?? null, term_order: termOrder, section: section ?? null, instructor: instructor ?? null,
      instructor_key: instructorKey ?? null, created_at: createdAt, updated_at: syllabus.updatedAt, version,
    },
  };
}

const fields = ['subject_id', 'file_id', 'year', 'term', 'section', 'instructor'] as const;

/** Brings the row to what the other application has, in the transaction of `unit`. Versions that it has had there and not here are told of one by one: a stream has no gaps. */
async function write(unit: Unit, row: AdoptedSyllabus, subject: SubjectName | undefined): Promise<AdoptionResult> {
  const before = await unit.transaction.first(byId, { id: row.id });
  const last = await lastVersion(unit.transaction, `syllabus-${row.id}`);
  const changes = Object.fromEntries(fields.filter(name => (before?.[name] ?? null) !== row[name]).map(name => [name, { from: before?.[name] ?? null, to: row[name] }]));
  const same = before && Object.keys(changes).length === 0 && (row.version ?? before.version) <= before.version && (row.created_at ?? before.created_at) === before.created_at && (row.updated_at ?? before.updated_at) === before.updated_at;
  if (same) return 'unchanged';
  const version = Math.max(last + 1, row.version ?? 1);
  const { stored, syllabus } = columnsOf(row, unit.now, version, row.created_at ?? before?.created_at ?? unit.now);
  if (before) await unit.transaction.execute(update, { ...stored, before: before.version });
  else await unit.transaction.execute(insert, stored);
  for (let told = last + 1; told <= version; told += 1) {
    const aggregate = { id: row.id, version: told };
    if (!before && told === last + 1) unit.record(SyllabusCreated, aggregate, syllabus.data());
    else unit.record(SyllabusUpdated, aggregate, { ...syllabus.data(), changed: told === version ? Object.keys(changes) : [] });
  }
  await noteChange(unit, { id: row.id, version }, before ? 'updated' : 'created', changes);
  if (changes['file_id']) await wantDocument(unit, row.id, row.file_id);
  const held = await referencesOf(unit, row.id);
  await addReferences(unit, row.id, wanted(row).filter(({ holder, kind, target }) => !held.some(other => other.kind === kind && other.target === target && other.holder === holder)));
  if (subject) await addSubjectName(unit.transaction, row.subject_id, subject);
  return before ? 'changed' : 'added';
}

/** Syllabi of another application become syllabi here, under their ids and versions, holding their subjects and files. */
export function syllabusAdoption(commands: Commands, ids: Ids, queries: Queries, owners: Owners): Adoption {
  const calling = (context: CallContext) => ({ ...context, caller: 'syllabus', command: context });
  /** Lets go what a syllabus does not refer to any more, and then forgets it: in this order, so that nothing is forgotten that is still held. */
  async function letGo(id: number, leaves: (held: Reference) => boolean, context: CallContext): Promise<void> {
    const held = await commands.run(context, 'syllabus.held', undefined, unit => referencesOf(unit, id));
    for (const left of held.filter(leaves)) {
      await owners.letGo(left, calling(context));
      await commands.run(context, 'syllabus.let-go', undefined, unit => removeReference(unit, id, left));
    }
  }
  return {
    async adopt(given, context) {
      const row = rowIn(AdoptedSyllabus, given);
      await ids.skip('syllabus', row.id);
      let subject: SubjectName | undefined;
      for (const needed of wanted(row)) subject = (await owners.hold(needed, calling(context))).subject ?? subject;
      const result = await commands.run(context, 'syllabus.adopt', undefined, unit => write(unit, row, subject));
      await letGo(row.id, ({ kind, target }) => kind === 'subject' && target !== String(row.subject_id), context);
      return result;
    },
    async drop(given, context) {
      const id = integerId.parse(Number(given));
      const removed = await commands.run(context, 'syllabus.drop', undefined, async unit => {
        const row = await unit.transaction.first(byId, { id });
        if (!row) return false;
        await unit.transaction.execute(remove, { id });
        unit.record(SyllabusDeleted, { id, version: row.version }, { id, subject_id: row.subject_id });
        await removeHistory(unit, id);
        await removeDocument(unit, id);
        return true;
      });
      await letGo(id, () => true, context);
      return removed ? 'removed' : 'unchanged';
    },
    async current(given) {
      const id = integerId.safeParse(Number(given));
      return id.success ? await queries.firstOf(byId, { id: id.data }) ?? null : null;
    },
  };
}
