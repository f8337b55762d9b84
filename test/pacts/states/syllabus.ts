import { call } from '@aurora/test/running';
import { newFile } from './file.ts';
import type { Ports, States } from './state.ts';
import { newSubject } from './subject.ts';

async function newSyllabus(ports: Ports): Promise<{ id: number }> {
  const [{ id: subject_id }, { id: file_id }] = [await newSubject(ports), await newFile(ports)];
  return { id: (await ports.syllabus.create({ subject_id, file_id, year: 2026, term: 'Spring', section: 'A', instructor: 'Saad' }, call())).id };
}

export const syllabusStates: States = {
  'a syllabus was made': newSyllabus,
  'a syllabus was changed': async ports => {
    const { id } = await newSyllabus(ports);
    await ports.syllabus.update({ id, subject_id: (await newSubject(ports)).id }, call());
  },
  'a syllabus was deleted': async ports => {
    await ports.syllabus.delete(await newSyllabus(ports), call());
  },
};
