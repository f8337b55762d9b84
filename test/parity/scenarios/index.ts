import type { ModuleName } from '@aurora/test/running';
import type { Scenario } from '../play.ts';
import { configuration } from './configuration.ts';
import { files } from './files.ts';
import { subjects } from './subjects.ts';
import { syllabi } from './syllabi.ts';

/** What is played on each module. */
export const scenarios: Readonly<Record<ModuleName, Scenario>> = { config: configuration, subject: subjects, file: files, syllabus: syllabi };
