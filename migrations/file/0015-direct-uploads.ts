import type { Migration } from '@aurora/platform/persistence';

/** Uploads that clients send to the store themselves: where they arrive, and what is to be removed there. */
export const directUploads: Migration = {
  name: '0015-direct-uploads',
  async up({ addColumn, types }) {
    await addColumn('resumable_upload', 'direct_store', types.integer);
    await addColumn('resumable_upload', 'direct_path', types.ascii(100));
    await addColumn('resumable_upload', 'direct_until', types.time);
    await addColumn('resumable_upload', 'direct_copy', types.ascii(100));
  },
};
