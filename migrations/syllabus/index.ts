import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { sagaTableV2 } from '@aurora/platform/saga';
import { syllabi } from './0002-syllabi.ts';
import { sagas } from './0003-sagas.ts';
import { subjectNames } from './0005-subject-names.ts';

export default [platformTablesV1, syllabi, sagas, { name: '0004-events', up: eventTablesV1 }, subjectNames, { name: '0006-saga-failures', up: sagaTableV2 }];
