import { call } from '@aurora/test/running';
import { newFile } from './file.ts';
import { newSubject } from './new-subject.ts';
import type { Ports } from './state.ts';

/** A syllabus of a subject of its own, with a file of its own. */
export async function newSyllabus(ports: Ports): Promise<{ id: number; subject_id: number }> {
  const [{ id: subject_id }, { id: file_id }] = [await newSubject(ports), await newFile(ports)];
  const { id } = await ports.syllabus.create({ subject_id, file_id, year: 2026, term: 'Spring', section: 'A', instructor: 'Saad' }, call());
  return { id, subject_id };
}
