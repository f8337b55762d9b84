import { entityTag, type Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { subjectContract } from '@aurora/subject/contract';
import type { syllabusContract } from '@aurora/syllabus/contract';
import { call } from '@aurora/test/running';
import { refused } from '../trace.ts';

interface Ports {
  readonly subject: Port<typeof subjectContract>;
  readonly file: Port<typeof fileContract>;
  readonly syllabus: Port<typeof syllabusContract>;
}

const nobody = 999_999;
const noFile = '0'.repeat(26);

const upload = ({ file }: Ports, name: string) => file.upload({
  name, content: { async *[Symbol.asyncIterator]() { yield Buffer.from(`${name} says how`); } },
}, call());

async function creating(ports: Ports): Promise<void> {
  const { subject, file, syllabus } = ports;
  const maps = await subject.create({ name: 'Maps', code: 'GEO 1' }, call());
  const first = await upload(ports, 'first.txt');
  const key = call();
  const input = { subject_id: maps.id, file_id: first.id, year: 2025, term: 'Fall', section: 'A', instructor: 'Zoë  Müller' };
  await syllabus.create(input, key);
  await syllabus.create(input, key);
  await refused(syllabus.create({ ...input, section: 'B' }, key));
  const second = await upload(ports, 'second.txt');
  await syllabus.create({ subject_id: maps.id, file_id: second.id, year: null, term: null }, call());
  await refused(syllabus.create({ subject_id: nobody, file_id: first.id }, call()));
  await refused(syllabus.create({ subject_id: maps.id, file_id: noFile }, call()));
  await refused(subject.delete({ id: maps.id }, call()));
  await refused(file.delete({ id: first.id }, call()));
  await subject.reportWithoutSyllabus({}, call());
}

async function reading({ syllabus }: Ports): Promise<void> {
  const { items: [first, second] } = await syllabus.list({}, call());
  await syllabus.current({ id: first!.subject_id }, call());
  await refused(syllabus.current({ id: nobody }, call()));
  await syllabus.get({ id: first!.id }, call());
  await refused(syllabus.get({ id: nobody }, call()));
  for (const sort of ['id', '-id', 'term', '-term'] as const) {
    const { next } = await syllabus.list({ sort, limit: 1 }, call());
    await syllabus.list({ sort, limit: 1, cursor: next! }, call());
  }
  await syllabus.list({ subject_id: first!.subject_id, year: 2025, term: 'fall', instructor: 'zoe muller' }, call());
  await syllabus.list({ file_id: second!.file_id }, call());
  await refused(syllabus.list({ cursor: 'nonsense' }, call()));
}

async function changing(ports: Ports): Promise<void> {
  const { subject, syllabus } = ports;
  const { items: [first] } = await syllabus.list({ limit: 1 }, call());
  const { id } = first!;
  const named = await syllabus.update({ id, term: 'Spring', section: null, version: first!.version }, call());
  await syllabus.update({ id, term: 'Spring' }, call());
  const third = await upload(ports, 'third.txt');
  const atlas = await subject.create({ name: 'Atlas', code: 'GEO 2' }, call());
  const key = call();
  await syllabus.update({ id, file_id: third.id, subject_id: atlas.id, if_match: `"${entityTag(named)}"` }, key);
  await syllabus.update({ id, file_id: third.id, subject_id: atlas.id, if_match: `"${entityTag(named)}"` }, key);
  await syllabus.update({ id, file_id: first!.file_id }, call());
  await syllabus.update({ id, file_id: first!.file_id, subject_id: atlas.id }, call());
  await refused(syllabus.update({ id, file_id: noFile }, call()));
  await refused(syllabus.update({ id, subject_id: nobody }, call()));
  await refused(syllabus.update({ id, year: 1999, version: 1 }, call()));
  await refused(syllabus.update({ id, file_id: third.id, if_match: `"${entityTag(named)}"` }, call()));
  await refused(syllabus.update({ id: nobody, year: 1999 }, call()));
  await refused(syllabus.update({ id: nobody, file_id: third.id }, call()));
  const { next } = await syllabus.history({ id, limit: 2 }, call());
  await syllabus.history({ id, cursor: next! }, call());
  await refused(syllabus.history({ id: nobody }, call()));
  await refused(syllabus.history({ id, cursor: 'nonsense' }, call()));
}

async function deleting({ subject, file, syllabus }: Ports): Promise<void> {
  const { items: [first] } = await syllabus.list({ limit: 1 }, call());
  const { id } = first!;
  await refused(syllabus.delete({ id, if_match: '"other"' }, call()));
  await syllabus.delete({ id, if_match: `"${entityTag(first!)}"` }, call());
  await refused(syllabus.delete({ id }, call()));
  await refused(syllabus.history({ id }, call()));
  await subject.delete({ id: first!.subject_id }, call());
  await file.delete({ id: first!.file_id }, call());
}

/** Everything that can be asked of the syllabus module, every way it refuses, and what it does to the modules it calls. */
export async function syllabi(ports: Ports): Promise<void> {
  for (const part of [creating, reading, changing, deleting]) await part(ports);
}
