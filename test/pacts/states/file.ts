import { call } from '@aurora/test/running';
import type { Ports, States } from './state.ts';

let made = 0;

/** A file with bytes of its own. */
export async function newFile({ file }: Ports): Promise<{ id: string }> {
  const content = (async function* () { yield Buffer.from(`text ${made += 1}`); })();
  return { id: (await file.upload({ name: 'maps.txt', content }, call())).id };
}

export const fileStates: States = {
  'a file': newFile,
  'no file': async () => ({ id: '0'.repeat(26) }),
  'a file that syllabus:17 has claimed': async ports => {
    const { id } = await newFile(ports);
    await ports.file.claim({ id, holder: 'syllabus:17' }, call());
    return { id };
  },
};
