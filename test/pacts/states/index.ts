import type { ModuleName } from '@aurora/test/running';
import { configStates } from './config.ts';
import { fileStates } from './file.ts';
import type { States } from './state.ts';
import { subjectStates } from './subject.ts';
import { syllabusStates } from './syllabus.ts';

/** What each provider can be made to be. */
export const statesOf: Readonly<Record<ModuleName, States>> = { config: configStates, file: fileStates, subject: subjectStates, syllabus: syllabusStates };

export type { Ports } from './state.ts';
