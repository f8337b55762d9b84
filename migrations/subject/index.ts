import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { subjects } from './0002-subjects.ts';
import { syllabiOfSubjects } from './0004-syllabi.ts';
import { deletions } from './0005-deletions.ts';

export default [platformTablesV1, subjects, { name: '0003-events', up: eventTablesV1 }, syllabiOfSubjects, deletions];
