import { platformTablesV1 } from '@aurora/platform/persistence';
import { subjects } from './0002-subjects.ts';

export default [platformTablesV1, subjects];
