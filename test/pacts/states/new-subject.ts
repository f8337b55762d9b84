import { call } from '@aurora/test/running';
import type { Ports } from './state.ts';

let made = 0;

/** A subject of its own code. */
export const newSubject = async ({ subject }: Ports): Promise<{ id: number }> => ({ id: (await subject.create({ name: 'Maps', code: `GEO ${made += 1}` }, call())).id });
