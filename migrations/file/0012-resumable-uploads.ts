import type { Migration } from '@aurora/platform/persistence';

/** Uploads that come in parts, and go on where they were cut off. */
export const resumableUploads: Migration = {
  name: '0012-resumable-uploads',
  async up({ createIndex, createTable, types }) {
    await createTable('resumable_upload')
      .addColumn('id', types.ascii(26), column => column.notNull().primaryKey())
      .addColumn('state', types.ascii(8), column => column.notNull())
      .addColumn('owner', types.text(300), column => column.notNull())
      .addColumn('size', types.integer, column => column.notNull())
      .addColumn('received', types.integer, column => column.notNull())
      .addColumn('name', types.text(1000), column => column.notNull())
      .addColumn('metadata', types.ascii(8000), column => column.notNull())
      .addColumn('repr_digest', types.ascii(1000))
      .addColumn('file_id', types.ascii(64))
      .addColumn('created_at', types.time, column => column.notNull())
      .addColumn('expires_at', types.time, column => column.notNull())
      .execute();
    await createIndex('resumable_upload', ['state', 'expires_at']);
    await createTable('upload_part')
      .addColumn('upload_id', types.ascii(26), column => column.notNull())
      .addColumn('start', types.integer, column => column.notNull())
      .addColumn('size', types.integer, column => column.notNull())
      .addColumn('path', types.ascii(100), column => column.notNull())
      .addPrimaryKeyConstraint('upload_part_key', ['upload_id', 'start'])
      .execute();
  },
};
