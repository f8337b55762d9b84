import type { Migration } from '@aurora/platform/persistence';

/** When flags were last evaluated. */
export const flagUse: Migration = {
  name: '0010-flag-use',
  async up({ createTable, types }) {
    await createTable('flag_use')
      .addColumn('key', types.ascii(200), column => column.notNull().primaryKey())
      .addColumn('evaluated_at', types.time)
      .addColumn('delivered_at', types.time)
      .execute();
  },
};
