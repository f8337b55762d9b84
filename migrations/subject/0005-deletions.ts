import type { Migration } from '@aurora/platform/persistence';
import { sagaTableV1, sagaTableV2 } from '@aurora/platform/saga';

/** Sagas, and which subjects are being deleted by one. */
export const deletions: Migration = {
  name: '0005-deletions',
  async up(schema) {
    await sagaTableV1(schema);
    await sagaTableV2(schema);
    await schema.addColumn('subject', 'deletion', schema.types.ascii(36));
  },
};
