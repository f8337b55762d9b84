import { call, until } from '@aurora/test/running';
import { newSyllabus } from './new-syllabus.ts';
import type { Ports } from './state.ts';

/** A subject was deleted, and the syllabus that it had. */
export async function clearedSubject(ports: Ports): Promise<void> {
  const { subject_id: id } = await newSyllabus(ports);
  const deletion = await ports.subject.delete({ id, mode: 'cascade' }, call());
  if (deletion) await until(async () => (await ports.subject.getDeletion({ id: deletion.id }, call())).state === 'done');
}
