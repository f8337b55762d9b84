import type { Migration } from '@aurora/platform/persistence';

/** How much room files take: of each principal, and of all together. Files that were there before are nobody's. */
export const quota: Migration = {
  name: '0010-quota',
  async up({ addColumn, createTable, db, types }) {
    await addColumn('file', 'owner', types.text(300), column => column.notNull().defaultTo(''));
    await createTable('file_usage')
      .addColumn('scope', types.text(310), column => column.notNull().primaryKey())
      .addColumn('files', types.integer, column => column.notNull())
      .addColumn('bytes', types.integer, column => column.notNull())
      .execute();
    const there = await db.selectFrom('file_usage').select('scope').where('scope', '=', 'all').executeTakeFirst();
    if (there) return;
    const { bytes, files } = await db.selectFrom('file').select(({ fn, lit }) => [fn.countAll().as('files'), fn.coalesce(fn.sum('file_size'), lit(0)).as('bytes')]).executeTakeFirstOrThrow();
    await db.insertInto('file_usage').values({ scope: 'all', files: Number(files), bytes: Number(bytes) }).execute();
  },
};
