import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1, relocationTablesV1, relocationTablesV2 } from '@aurora/platform/persistence';
import { sagaTableV2 } from '@aurora/platform/saga';
import { workTablesV1 } from '@aurora/platform/work';
import { syllabi } from './0002-syllabi.ts';
import { sagas } from './0003-sagas.ts';
import { subjectNames } from './0005-subject-names.ts';
import { adoptedIds } from './0009-adopted-ids.ts';
import { search } from './0011-search.ts';

export default [platformTablesV1, syllabi, sagas, { name: '0004-events', up: eventTablesV1 }, subjectNames, { name: '0006-saga-failures', up: sagaTableV2 }, { name: '0007-work-owner', up: workTablesV1 }, { name: '0008-relocation', up: relocationTablesV1 }, adoptedIds, { name: '0010-late-indexes', up: relocationTablesV2 }, search];
