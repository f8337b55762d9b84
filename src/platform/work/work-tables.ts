import type { Migration } from '../persistence/migration.ts';
import type { PlatformTables } from '../persistence/platform-tables.ts';

/** Whose hosts do a module's background work: those of the monolith, those of its service, or whoever comes first. */
export const workSides = ['any', 'monolith', 'service'] as const;
export type WorkSide = (typeof workSides)[number];

/** The table of every module's database that says who does its background work. */
export interface WorkTables extends PlatformTables {
  /** One row. */
  readonly work_owner: {
    readonly id: number;
    readonly side: WorkSide;
    /** Rises with each change of the side. */
    readonly epoch: number;
    /** Since when, RFC 3339; null for one that has never changed. */
    readonly since: string | null;
  };
}

/** How a relocation follows it; see `RelocationClass`. */
export const workTables = { work_owner: 'dirty-key' } as const;

/** Makes it, where those of the events have been made. */
export const workTablesV1: Migration['up'] = async ({ addColumn, createTable, db, dialect, types }) => {
  await createTable('work_owner')
    .addColumn('id', types.integer, column => column.notNull().primaryKey())
    .addColumn('side', types.ascii(16), column => column.notNull())
    .addColumn('epoch', types.integer, column => column.notNull())
    .addColumn('since', types.time)
    .execute();
  await addColumn('worker_lease', 'side', types.ascii(16));
  const insert = db.insertInto('work_owner').values({ id: 1, side: 'any', epoch: 0, since: null });
  await (dialect === 'mysql' ? insert.ignore() : insert.orIgnore()).execute();
};
