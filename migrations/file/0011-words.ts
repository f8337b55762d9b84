import type { Migration } from '@aurora/platform/persistence';

/** The words of documents, and which are still to be read. */
export const documentWords: Migration = {
  name: '0011-words',
  async up({ createIndex, createTable, db, dialect, types }) {
    await createTable('content_words')
      .addColumn('sha256', types.ascii(64), column => column.notNull().primaryKey())
      .addColumn('file_type', types.ascii(255), column => column.notNull())
      .addColumn('status', types.ascii(16), column => column.notNull())
      .addColumn('attempts', types.integer, column => column.notNull().defaultTo(0))
      .addColumn('retry_at', types.time)
      .addColumn('words', types.long)
      .execute();
    await createIndex('content_words', ['status', 'retry_at']);
    const files = db.selectFrom('file').select(({ fn, val }) => ['sha256', fn.min('file_type').as('file_type'), val('wanted').as('status')]).groupBy('sha256');
    const insert = db.insertInto('content_words').columns(['sha256', 'file_type', 'status']).expression(files);
    await (dialect === 'mysql' ? insert.ignore() : insert.orIgnore()).execute();
  },
};
