import { call } from '@aurora/test/running';
import { clearedSubject } from './cleared-subject.ts';
import { newSubject } from './new-subject.ts';
import { newSyllabus } from './new-syllabus.ts';
import { refusedClearing } from './refused-clearing.ts';
import type { States } from './state.ts';

export const syllabusStates: States = {
  'a syllabus was made': newSyllabus,
  'a syllabus was changed': async ports => {
    const { id } = await newSyllabus(ports);
    await ports.syllabus.update({ id, subject_id: (await newSubject(ports)).id }, call());
  },
  'a syllabus was deleted': async ports => {
    const { id } = await newSyllabus(ports);
    await ports.syllabus.delete({ id }, call());
  },
  'a subject was deleted with its syllabi': clearedSubject,
  'a subject was not deleted because a syllabus was being made': refusedClearing,
};
