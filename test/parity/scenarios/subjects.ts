import { entityTag, type Port } from '@aurora/kernel';
import type { subjectContract } from '@aurora/subject/contract';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';

type Subjects = Port<typeof subjectContract>;

const nobody = 999_999;

async function creating(subject: Subjects): Promise<void> {
  const full = { name: 'Straße  nach Ägypten', code: 'Geo 101', description: 'Zeile 1\nZeile 2', department: 'Geography', credits: 3, credits_max: 4.5 };
  const created = await subject.create(full, call());
  await subject.create({ name: 'Maps', code: 'GEO 102', department_id: created.department_id, department: 'geography' }, call());
  await subject.create({ name: 'Nothing said', code: 'GEO 103', description: null, department_id: null, department: null, credits: null, credits_max: null }, call());
  await refused(subject.create({ name: 'Same code', code: 'geo  101' }, call()));
  await refused(subject.create({ name: 'No department', code: 'GEO 104', department_id: nobody }, call()));
  await refused(subject.create({ name: 'Two departments', code: 'GEO 104', department_id: created.department_id!, department: 'Physics' }, call()));
  await refused(subject.create({ name: 'Upside down', code: 'GEO 104', credits: 3, credits_max: 2 }, call()));
}

async function repeating(subject: Subjects): Promise<void> {
  const first = call();
  await subject.create({ name: 'Once', code: 'GEO 201' }, first);
  await subject.create({ name: 'Once', code: 'GEO 201' }, first);
  await refused(subject.create({ name: 'Other', code: 'GEO 202' }, first));
  await refused(subject.delete({ id: 1 }, first));
  await refused(subject.create({ name: 'Once', code: 'GEO 201' }, { ...first, principal: { id: 'user:berta', scopes: new Set(['admin']) } }));
}

async function reading(subject: Subjects): Promise<void> {
  const { items: [first] } = await subject.list({ code: 'geo 101' }, call());
  await subject.get({ id: first!.id }, call());
  await refused(subject.get({ id: nobody }, call()));
  await subject.list({}, call());
  for (const sort of ['id', '-id', 'code', '-code', 'name', '-name', 'created_at', '-created_at'] as const) await subject.list({ sort, limit: 2 }, call());
  await subject.list({ department_id: first!.department_id! }, call());
  await subject.list({ department: 'GEOGRAPHY' }, call());
  await subject.list({ code_prefix: 'geo 1', sort: '-code' }, call());
  await subject.list({ q: 'strasse agypten' }, call());
  await subject.list({ q: 'zeile 1 & 100% _' }, call());
  const { next } = await subject.list({ limit: 2, sort: 'name' }, call());
  await subject.list({ limit: 2, sort: 'name', cursor: next! }, call());
  await refused(subject.list({ limit: 2, sort: 'code', cursor: next! }, call()));
  await refused(subject.list({ cursor: 'e30' }, call()));
}

async function changing(subject: Subjects): Promise<void> {
  const { items: [first] } = await subject.list({ code: 'geo 101' }, call());
  const { id } = first!;
  await subject.update({ id, name: 'Deserts', department: 'Arid Lands' }, call());
  await subject.update({ id, name: 'Deserts' }, call());
  const cleared = await subject.update({ id, description: null, department: null, credits_max: null, version: first!.version + 1 }, call());
  await subject.update({ id, credits: 0, credits_max: 0.25, if_match: `"other", "${entityTag(cleared)}"` }, call());
  await subject.update({ id, code: 'Geo 101' }, call());
  await refused(subject.update({ id, name: 'Stale', version: first!.version }, call()));
  await refused(subject.update({ id, name: 'Stale', if_match: `"${entityTag(first!)}"` }, call()));
  await refused(subject.update({ id, name: 'Weak', if_match: `W/"${entityTag(first!)}"` }, call()));
  await refused(subject.update({ id, code: 'GEO 102' }, call()));
  await refused(subject.update({ id, department_id: nobody }, call()));
  await refused(subject.update({ id, credits: null }, call()));
  await refused(subject.update({ id: nobody, name: 'Nobody' }, call()));
}

async function holding(subject: Subjects): Promise<void> {
  const { id } = await subject.create({ name: 'Held', code: 'GEO 301' }, call());
  await subject.reserve({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await subject.reserve({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await subject.reserve({ id, holder: 'syllabus:2:change' }, call({ caller: 'syllabus' }));
  await refused(subject.reserve({ id: nobody, holder: 'syllabus:1' }, call({ caller: 'syllabus' })));
  await subject.reportWithoutSyllabus({ limit: 2 }, call());
  await refused(subject.delete({ id }, call()));
  await subject.release({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await subject.release({ id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await subject.release({ id: nobody, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
  await refused(subject.delete({ id }, call()));
  await subject.release({ id, holder: 'syllabus:2:change' }, call({ caller: 'syllabus' }));
}

async function removing(subject: Subjects): Promise<void> {
  const { items: [last] } = await subject.list({ code: 'geo 301' }, call());
  const { id, version } = last!;
  await refused(subject.delete({ id, if_match: `"${entityTag({ id, version: version + 1 })}"` }, call()));
  await subject.delete({ id, if_match: '*' }, call());
  await refused(subject.delete({ id }, call()));
}

/** Nobody hears what is asked here: the deletion waits, and what it refuses meanwhile shows. */
async function removingWithSyllabi(subject: Subjects): Promise<void> {
  const free = await subject.create({ name: 'Free', code: 'GEO 401' }, call());
  await subject.delete({ id: free.id, mode: 'cascade' }, call());
  const { id } = await subject.create({ name: 'Going', code: 'GEO 402' }, call());
  await subject.reserve({ id, holder: 'syllabus:4' }, call({ caller: 'syllabus' }));
  const deletion = await subject.delete({ id, mode: 'cascade' }, call());
  await subject.getDeletion({ id: deletion!.id }, call());
  await refused(subject.getDeletion({ id: '00000000-0000-7000-8000-000000000000' }, call()));
  await subject.get({ id }, call());
  await refused(subject.reserve({ id, holder: 'syllabus:5' }, call({ caller: 'syllabus' })));
  await refused(subject.update({ id, name: 'Gone' }, call()));
  await refused(subject.delete({ id }, call()));
  await refused(subject.delete({ id, mode: 'cascade' }, call()));
}

async function departments(subject: Subjects): Promise<void> {
  const made = await subject.createDepartment({ name: 'Économie' }, call());
  await subject.createDepartment({ name: 'Law' }, call());
  await refused(subject.createDepartment({ name: 'economie' }, call()));
  await subject.getDepartment({ id: made.id }, call());
  await refused(subject.getDepartment({ id: nobody }, call()));
  const { next } = await subject.listDepartments({ limit: 3 }, call());
  await subject.listDepartments({ limit: 3, cursor: next! }, call());
  await refused(subject.listDepartments({ cursor: 'nonsense' }, call()));
  const renamed = await subject.renameDepartment({ id: made.id, name: 'Economics', version: made.version }, call());
  await subject.renameDepartment({ id: made.id, name: 'Economics', if_match: `"${entityTag(renamed)}"` }, call());
  await refused(subject.renameDepartment({ id: made.id, name: 'LAW' }, call()));
  await refused(subject.renameDepartment({ id: made.id, name: 'Stale', version: made.version }, call()));
  await refused(subject.renameDepartment({ id: nobody, name: 'Nobody' }, call()));
  const { id } = await subject.create({ name: 'Prices', code: 'ECO 1', department: 'ECONOMICS' }, call());
  await refused(subject.deleteDepartment({ id: made.id }, call()));
  await subject.delete({ id }, call());
  await refused(subject.deleteDepartment({ id: made.id, if_match: `"${entityTag(made)}"` }, call()));
  await subject.deleteDepartment({ id: made.id }, call());
  await refused(subject.deleteDepartment({ id: made.id }, call()));
}

async function reports(subject: Subjects): Promise<void> {
  await subject.reportByDepartment({}, call());
  const { next } = await subject.reportWithoutSyllabus({ limit: 1 }, call());
  await subject.reportWithoutSyllabus({ limit: 1, cursor: next! }, call());
  await refused(subject.reportWithoutSyllabus({ cursor: 'nonsense' }, call()));
}

/** Everything that can be asked of the subject module, and every way it refuses. */
export async function subjects({ subject }: { readonly subject: Subjects }): Promise<void> {
  for (const part of [creating, repeating, reading, changing, holding, removing, removingWithSyllabi, departments, reports]) await part(subject);
}
