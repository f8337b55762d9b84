import { platformTablesV1 } from '@aurora/platform/persistence';
import { files } from './0002-files.ts';

export default [platformTablesV1, files];
