import { call } from '@aurora/test/running';
import { clearedSubject } from './cleared-subject.ts';
import { newSubject } from './new-subject.ts';
import type { States } from './state.ts';

export const subjectStates: States = {
  'a subject': newSubject,
  'no subject': async () => ({ id: 999_999 }),
  'a subject that syllabus:17 has reserved': async ports => {
    const { id } = await newSubject(ports);
    await ports.subject.reserve({ id, holder: 'syllabus:17' }, call());
    return { id };
  },
  'a subject was made': newSubject,
  'a subject was changed': async ports => {
    await ports.subject.update({ ...await newSubject(ports), name: 'Atlas' }, call());
  },
  'a subject was deleted': async ports => {
    await ports.subject.delete(await newSubject(ports), call());
  },
  'a subject was deleted with its syllabi': clearedSubject,
};
