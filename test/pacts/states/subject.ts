import { call } from '@aurora/test/running';
import type { Ports, States } from './state.ts';

let made = 0;

/** A subject of its own code. */
export const newSubject = async ({ subject }: Ports): Promise<{ id: number }> => ({ id: (await subject.create({ name: 'Maps', code: `GEO ${made += 1}` }, call())).id });

export const subjectStates: States = {
  'a subject': newSubject,
  'no subject': async () => ({ id: 999_999 }),
  'a subject that syllabus:17 has reserved': async ports => {
    const { id } = await newSubject(ports);
    await ports.subject.reserve({ id, holder: 'syllabus:17' }, call());
    return { id };
  },
};
