import type { Migration } from '@aurora/platform/persistence';
import { sql } from 'kysely';

const noSuchKey = 1091, keyIsThere = new Set([121, 1005, 1826]);

/** Files that were taken over from another application keep their ids, which may be longer. */
export const adoptedIds: Migration = {
  name: '0006-adopted-ids',
  async up({ db, dialect, types, widenColumn }) {
    if (dialect !== 'mysql') return;
    // A column that a foreign key is about cannot be changed while the key is there.
    await sql`alter table claim drop foreign key claim_file`.execute(db).catch((error: { readonly errno?: number }) => { if (error.errno !== noSuchKey) throw error; });
    await widenColumn('file', 'id', types.ascii(64));
    await widenColumn('claim', 'file_id', types.ascii(64));
    await sql`alter table claim add constraint claim_file foreign key (file_id) references file (id)`.execute(db).catch((error: { readonly errno?: number }) => { if (!keyIsThere.has(error.errno ?? 0)) throw error; });
  },
};
