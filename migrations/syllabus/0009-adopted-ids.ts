import type { Migration } from '@aurora/platform/persistence';

/** Syllabi name files that were taken over from another application by the ids that they keep, which may be longer. */
export const adoptedIds: Migration = {
  name: '0009-adopted-ids',
  async up({ types, widenColumn }) {
    await widenColumn('syllabus', 'file_id', types.ascii(64));
    await widenColumn('syllabus_reference', 'target', types.ascii(64));
  },
};
