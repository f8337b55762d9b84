import type { Migration } from '@aurora/platform/persistence';
import { sagaTableV1 } from '@aurora/platform/saga';

export const sagas: Migration = { name: '0003-sagas', up: sagaTableV1 };
