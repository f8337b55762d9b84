import type { Migration } from '@aurora/platform/persistence';

/** What a scanner has said of content, and which files have been told of as infected. */
export const scans: Migration = {
  name: '0014-scans',
  async up({ addColumn, createIndex, types }) {
    await addColumn('content', 'scan_status', types.ascii(8), column => column.notNull().defaultTo('none'));
    await addColumn('content', 'scan_note', types.text(300));
    await addColumn('content', 'scanned_at', types.time);
    await addColumn('content', 'scan_due', types.time);
    await createIndex('content', ['scan_status', 'scan_due']);
    await addColumn('file', 'quarantined_at', types.time);
  },
};
