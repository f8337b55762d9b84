import { eventTablesV1 } from '@aurora/platform/events';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { files } from './0002-files.ts';

export default [platformTablesV1, files, { name: '0003-events', up: eventTablesV1 }];
