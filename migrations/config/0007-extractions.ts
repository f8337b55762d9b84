import type { Migration } from '@aurora/platform/persistence';

/** Where the extraction of each module stands. */
export const extractions: Migration = {
  name: '0007-extractions',
  async up({ createTable, types }) {
    await createTable('extraction')
      .addColumn('module', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('state', types.long)
      .addColumn('holder', types.ascii(36))
      .addColumn('held_until', types.time)
      .addColumn('changed_at', types.time, column => column.notNull())
      .addColumn('changed_by', types.text(300), column => column.notNull())
      .execute();
  },
};
