import type { Migration } from './migration.ts';

/**
 * `copying`: rows go to the other place, and changes are noted. `verifying`: all have gone once, and both places are compared.
 * `fenced`: the tables have been moved aside, and the last changes follow. `moved`: the data is at the other place.
 * `incoming`: the data is at the other place, and rows come from there. `arrived`: the data is here, and came from the other place.
 * `failed`, `cancelled`: the data is here, and nothing goes on.
 */
export type RelocationStage = 'copying' | 'verifying' | 'fenced' | 'moved' | 'incoming' | 'arrived' | 'failed' | 'cancelled';

/** Tables that every module's database has about where its data is. They stay where they are. Times are RFC 3339 text. */
export interface RelocationTables {
  /** The relocation that goes on from here or to here, or was the last one: at most one row. */
  readonly relocation: {
    readonly id: number;
    readonly relocation_id: string;
    readonly module: string;
    readonly stage: RelocationStage;
    /** Reference of this place, as in `secret:subject-1f`; never an address. */
    readonly here: string;
    /** Reference of the other place. */
    readonly other: string;
    /** Rises with each relocation of the module, wherever its data is. */
    readonly number: number;
    /** Fence of the lease of the host that does the work. */
    readonly worker: number;
    /** Reference of the place from which the data came here, if it came from another. */
    readonly origin: string | null;
    /** 1 where it is the way back: what has come back goes back no further by itself. */
    readonly back: number;
    /** Milliseconds for which writes waited when the data arrived here. */
    readonly pause: number | null;
    readonly error: string | null;
    readonly started_by: string;
    readonly started_at: string;
    readonly updated_at: string;
  };
  /** How far each table has been copied. */
  readonly relocation_table: {
    readonly name: string;
    /** Key up to which rows have been copied and compared, as JSON; null before the first. */
    readonly reached: string | null;
    /** Rows of it when the copying began. */
    readonly total: number;
    readonly copied: number;
    /** SHA-256 over the digests of the chunks, in hexadecimal. */
    readonly checksum: string | null;
    readonly done: number;
  };
  /** Indexes that have been left out here while rows come, to be made after them. */
  readonly relocation_index: { readonly table_name: string; readonly name: string; readonly definition: string };
  /** Keys of rows that have changed since the copying began; written by triggers. */
  readonly relocation_dirty: { readonly seq: number; readonly name: string; readonly row_key: string };
}

/** How a relocation follows them; see `RelocationClass`. */
export const relocationTables = { relocation: 'local', relocation_table: 'local', relocation_index: 'local', relocation_dirty: 'local' } as const;

/** Makes them. */
export const relocationTablesV1: Migration['up'] = async ({ createTable, dialect, types }) => {
  await createTable('relocation')
    .addColumn('id', types.integer, column => column.notNull().primaryKey())
    .addColumn('relocation_id', types.ascii(36), column => column.notNull())
    .addColumn('module', types.ascii(64), column => column.notNull())
    .addColumn('stage', types.ascii(16), column => column.notNull())
    .addColumn('here', types.ascii(200), column => column.notNull())
    .addColumn('other', types.ascii(200), column => column.notNull())
    .addColumn('number', types.integer, column => column.notNull())
    .addColumn('worker', types.integer, column => column.notNull())
    .addColumn('origin', types.ascii(200))
    .addColumn('back', types.integer, column => column.notNull())
    .addColumn('pause', types.integer)
    .addColumn('error', types.long)
    .addColumn('started_by', types.text(300), column => column.notNull())
    .addColumn('started_at', types.time, column => column.notNull())
    .addColumn('updated_at', types.time, column => column.notNull())
    .execute();
  await createTable('relocation_table')
    .addColumn('name', types.ascii(64), column => column.notNull().primaryKey())
    .addColumn('reached', types.long)
    .addColumn('total', types.integer, column => column.notNull())
    .addColumn('copied', types.integer, column => column.notNull())
    .addColumn('checksum', types.ascii(64))
    .addColumn('done', types.integer, column => column.notNull())
    .execute();
  await createTable('relocation_dirty')
    .addColumn('seq', types.integer, column => (dialect === 'sqlite' ? column.primaryKey().autoIncrement() : column.notNull().autoIncrement().primaryKey()))
    .addColumn('name', types.ascii(64), column => column.notNull())
    .addColumn('row_key', types.text(2000), column => column.notNull())
    .execute();
};

/** Makes the table of indexes that are made late. */
export const relocationTablesV2: Migration['up'] = async ({ createTable, types }) => {
  await createTable('relocation_index')
    .addColumn('table_name', types.ascii(64), column => column.notNull())
    .addColumn('name', types.ascii(64), column => column.notNull())
    .addColumn('definition', types.long, column => column.notNull())
    .addPrimaryKeyConstraint('relocation_index_key', ['table_name', 'name'])
    .execute();
};
