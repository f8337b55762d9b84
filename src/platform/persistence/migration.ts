import { Migrator, type Migration as KyselyMigration } from 'kysely/migration';
import { sql, type ColumnBuilderCallback, type CreateTableBuilder, type Kysely, type RawBuilder } from 'kysely';
import type { Dialect } from './prepared.ts';
import { untilFree } from './until-free.ts';

/** Column types that mean the same on every engine. Times are RFC 3339 text of 24 characters: they sort and compare alike everywhere. */
export interface ColumnTypes {
  /** Text compared byte by byte, at most `length` characters. */
  text(length: number): RawBuilder<unknown>;
  /** ASCII keys and times, byte by byte. */
  ascii(length: number): RawBuilder<unknown>;
  readonly time: RawBuilder<unknown>;
  /** Text of any length. */
  readonly long: RawBuilder<unknown>;
  readonly integer: RawBuilder<unknown>;
  readonly real: RawBuilder<unknown>;
}

const types: Readonly<Record<Dialect, ColumnTypes>> = {
  sqlite: { text: () => sql`text`, ascii: () => sql`text`, time: sql`text`, long: sql`text`, integer: sql`integer`, real: sql`real` },
  mysql: {
    text: length => sql.raw(`varchar(${length}) character set utf8mb4 collate utf8mb4_bin`),
    ascii: length => sql.raw(`varchar(${length}) character set ascii collate ascii_bin`),
    time: sql`char(24) character set ascii collate ascii_bin`,
    long: sql`longtext character set utf8mb4 collate utf8mb4_bin`,
    integer: sql`bigint`, real: sql`double`,
  },
};

/** What a migration works with. */
export interface Schema {
  readonly dialect: Dialect;
  readonly types: ColumnTypes;
  readonly db: Kysely<any>; // The tables are what the migration makes: no type can know them yet.
  createTable(name: string): CreateTableBuilder<string, never>;
  /** An index named after its columns; one that is there already, from a run that failed later, is fine. */
  createIndex(table: string, columns: readonly string[], options?: { readonly unique?: boolean }): Promise<void>;
  /** Adds a column; one that is there already, from a run that failed later, is fine. */
  addColumn(table: string, name: string, type: RawBuilder<unknown>, build?: ColumnBuilderCallback): Promise<void>;
  /** Lets texts of a column be longer; where their length is not bounded, there is nothing to do. */
  widenColumn(table: string, name: string, type: RawBuilder<unknown>): Promise<void>;
  /** Drops an index that `createIndex` has made; one that has gone already is fine. */
  dropIndex(table: string, columns: readonly string[]): Promise<void>;
  /** Makes the allocator's row of a kind of id; ids count from 1. */
  allocateIds(name: string): Promise<void>;
}

/** One step from one version of a module's tables to the next, for every dialect. Steps are never edited once released. */
export interface Migration {
  /** Sorts after the ones before: `0001-subjects`. */
  readonly name: string;
  up(schema: Schema): Promise<void>;
}

const duplicateIndex = 1061, duplicateColumn = 1060, missingIndex = 1091;

/** On a server, where DDL is in no transaction, a step that failed later is run again. */
const unless = (errno: number) => (error: { readonly errno?: number }): void => { if (error.errno !== errno) throw error; };

function schemaOf(db: Kysely<any>, dialect: Dialect): Schema {
  return {
    db, dialect, types: types[dialect],
    createTable(name) {
      const builder = db.schema.createTable(name).ifNotExists();
      return (dialect === 'mysql' ? builder.modifyEnd(sql`engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin`) : builder) as CreateTableBuilder<string, never>;
    },
    async createIndex(table, columns, { unique = false } = {}) {
      const builder = db.schema.createIndex(`${table}_${columns.join('_')}`).on(table).columns([...columns]);
      await (unique ? builder.unique() : builder).execute().catch(unless(duplicateIndex));
    },
    async addColumn(table, name, type, build) {
      await db.schema.alterTable(table).addColumn(name, type as never, build).execute().catch(unless(duplicateColumn));
    },
    async widenColumn(table, name, type) {
      if (dialect === 'mysql') await sql`alter table ${sql.table(table)} modify column ${sql.ref(name)} ${type} not null`.execute(db);
    },
    async dropIndex(table, columns) {
      const builder = db.schema.dropIndex(`${table}_${columns.join('_')}`);
      await (dialect === 'mysql' ? builder.on(table) : builder).execute().catch(unless(missingIndex));
    },
    async allocateIds(name) {
      const insert = db.insertInto('id_allocator').values({ name, next: 1 });
      await (dialect === 'mysql' ? insert.ignore() : insert.orIgnore()).execute();
    },
  };
}

/**
 * Applies what is missing of `migrations`, under a lock, and answers the names applied. On SQLite all or nothing;
 * where DDL is not transactional a failed migration can be run again.
 */
export async function migrate(client: Kysely<unknown>, dialect: Dialect, migrations: readonly Migration[]): Promise<string[]> {
  const steps = Object.fromEntries(migrations.map(migration => [migration.name, { up: (db: Kysely<any>) => migration.up(schemaOf(db, dialect)) } satisfies KyselyMigration]));
  const migrator = new Migrator({ db: client, provider: { getMigrations: async () => steps }, migrationTableName: 'migration', migrationLockTableName: 'migration_lock' });
  const results = await untilFree(async () => {
    const outcome = await migrator.migrateToLatest();
    if (outcome.error) throw outcome.error;
    return outcome.results ?? [];
  });
  return results.filter(result => result.status === 'Success').map(result => result.migrationName);
}

/** The names of `migrations` that have not been applied. Reads only. */
export async function pendingMigrations(client: Kysely<unknown>, migrations: readonly Migration[]): Promise<string[]> {
  const db = client as Kysely<{ migration: { name: string } }>;
  const applied = await db.selectFrom('migration').select('name').execute().catch(() => []);
  const names = new Set(applied.map(row => row.name));
  return migrations.map(migration => migration.name).filter(name => !names.has(name));
}

/** The kysely tables of the migrator itself, which are made anew with the schema. */
export const migrationTables = { migration: 'local', migration_lock: 'local' } as const;
