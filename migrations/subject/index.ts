import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1, relocationTablesV1, relocationTablesV2 } from '@aurora/platform/persistence';
import { workTablesV1 } from '@aurora/platform/work';
import { subjects } from './0002-subjects.ts';
import { syllabiOfSubjects } from './0004-syllabi.ts';
import { deletions } from './0005-deletions.ts';

export default [platformTablesV1, subjects, { name: '0003-events', up: eventTablesV1 }, syllabiOfSubjects, deletions, { name: '0006-work-owner', up: workTablesV1 }, { name: '0007-relocation', up: relocationTablesV1 }, { name: '0008-late-indexes', up: relocationTablesV2 }];
