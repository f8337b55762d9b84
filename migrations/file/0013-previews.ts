import type { Migration } from '@aurora/platform/persistence';

/** Images of the first pages of documents. */
export const previews: Migration = {
  name: '0013-previews',
  async up({ createTable, types }) {
    await createTable('content_preview')
      .addColumn('sha256', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('path', types.ascii(255))
      .addColumn('made_at', types.time, column => column.notNull())
      .execute();
  },
};
