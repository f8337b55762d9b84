import type { LegacyDatabase } from './legacy-database.ts';
import type { LegacyModule } from './mapping.ts';

/** Who writes a module's rows: the old application, which is followed, or Aurora, which feeds the old tables. */
export type Owner = 'legacy' | 'aurora';

export interface ModuleState {
  readonly module: LegacyModule;
  readonly owner: Owner;
  /** Who is to be the owner once the placement says so; null where no switch is under way. */
  readonly intent: Owner | null;
  /** Position of the last event of the module that has been noted for the old tables. */
  readonly position: number;
  /** Latest time of a change that has been seen, as the server writes it. */
  readonly seen_until: string | null;
  /** When the first copy was whole; null until then. */
  readonly copied_at: string | null;
}

/** A row of the old tables that has changed while Aurora owned it, by somebody else than the feed. */
export interface Stray {
  readonly module: string;
  readonly table_name: string;
  readonly row_key: string;
  readonly kind: 'added' | 'changed' | 'deleted';
  /** When the row says that it changed; null where it does not say. */
  readonly changed_at: string | null;
  readonly seen_at: string;
}

const tables = [
  `create table if not exists aurora_import_module (
    module varchar(20) not null primary key, owner varchar(10) not null, intent varchar(10), position bigint not null, seen_until varchar(32), copied_at varchar(32)
  ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin`,
  `create table if not exists aurora_import_row (
    module varchar(20) not null, row_key varchar(64) not null, fingerprint varchar(64) not null, problem varchar(1000), url varchar(2000), primary key (module, row_key)
  ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin`,
  `create table if not exists aurora_import_pending (
    module varchar(20) not null, row_key varchar(64) not null, problem varchar(1000), primary key (module, row_key)
  ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin`,
  `create table if not exists aurora_import_stray (
    id bigint not null auto_increment primary key, module varchar(20) not null, table_name varchar(64) not null, row_key varchar(64) not null, kind varchar(10) not null, changed_at varchar(32),
    seen_at varchar(32) not null, content longtext
  ) engine = InnoDB default charset = utf8mb4 collate = utf8mb4_bin`,
];

/**
 * How far an import is, in four tables of its own beside those of the old application: written in the same transactions as these, and found
 * from whatever machine the import is run.
 */
export class Ledger {
  readonly #database: LegacyDatabase;

  constructor(database: LegacyDatabase) {
    this.#database = database;
  }

  async make(): Promise<void> {
    for (const table of tables) await this.#database.run(table);
  }

  async exists(): Promise<boolean> {
    return (await this.#database.rows("select table_name from information_schema.tables where table_schema = database() and table_name = 'aurora_import_module'")).length > 0;
  }

  async state(module: LegacyModule): Promise<ModuleState> {
    const [row] = await this.#database.rows('select module, owner, intent, position, seen_until, copied_at from aurora_import_module where module = ?', [module]);
    return row as unknown as ModuleState | undefined ?? { module, owner: 'legacy', intent: null, position: 0, seen_until: null, copied_at: null };
  }

  async setState({ copied_at, intent, module, owner, position, seen_until }: ModuleState): Promise<void> {
    await this.#database.run('replace into aurora_import_module (module, owner, intent, position, seen_until, copied_at) values (?, ?, ?, ?, ?, ?)', [module, owner, intent, position, seen_until, copied_at]);
  }

  /** Notes what a row was when Aurora took it over or wrote it; with a problem, that it could not be. */
  async noteRow(module: LegacyModule, key: string, fingerprint: string, problem: string | null = null, url: string | null = null): Promise<void> {
    await this.#database.run(
      'insert into aurora_import_row (module, row_key, fingerprint, problem, url) values (?, ?, ?, ?, ?) on duplicate key update fingerprint = values(fingerprint), problem = values(problem), url = coalesce(values(url), url)',
      [module, key, fingerprint, problem?.slice(0, 1000) ?? null, url],
    );
  }

  /** Notes that rows are about to come over: whatever happens then, it is known that they may be in Aurora. */
  async expectRows(module: LegacyModule, keys: readonly string[]): Promise<void> {
    await this.#database.run(`insert ignore into aurora_import_row (module, row_key, fingerprint) values ${keys.map(() => "(?, ?, '')").join(', ')}`, keys.flatMap(key => [module, key]));
  }

  async forgetRow(module: LegacyModule, key: string): Promise<void> {
    await this.#database.run('delete from aurora_import_row where module = ? and row_key = ?', [module, key]);
  }

  async row(module: LegacyModule, key: string): Promise<{ readonly fingerprint: string; readonly url: string | null } | undefined> {
    const [row] = await this.#database.rows<{ fingerprint: string; url: string | null }>('select fingerprint, url from aurora_import_row where module = ? and row_key = ?', [module, key]);
    return row;
  }

  async problems(module: LegacyModule): Promise<{ readonly id: string; readonly reason: string }[]> {
    const kept = await this.#database.rows<{ id: string; reason: string }>('select row_key as id, problem as reason from aurora_import_row where module = ? and problem is not null order by row_key limit 1000', [module]);
    const pending = await this.#database.rows<{ id: string; reason: string }>('select row_key as id, problem as reason from aurora_import_pending where module = ? and problem is not null order by row_key limit 1000', [module]);
    return [...kept, ...pending];
  }

  async count(table: 'row' | 'pending' | 'stray', module: LegacyModule): Promise<number> {
    const [row] = await this.#database.rows<{ rows: number }>(`select count(*) as \`rows\` from aurora_import_${table} where module = ?`, [module]);
    return Number(row!.rows);
  }

  async strays(module: LegacyModule): Promise<Stray[]> {
    return await this.#database.rows('select module, table_name, row_key, kind, changed_at, seen_at from aurora_import_stray where module = ? order by id desc limit 1000', [module]) as unknown as Stray[];
  }

  async addStray(stray: Omit<Stray, 'seen_at'>, content: object | null): Promise<void> {
    await this.#database.run('insert into aurora_import_stray (module, table_name, row_key, kind, changed_at, seen_at, content) values (?, ?, ?, ?, ?, ?, ?)', [
      stray.module, stray.table_name, stray.row_key, stray.kind, stray.changed_at, new Date().toISOString(), content && JSON.stringify(content),
    ]);
  }

  /** Rows that others have written while Aurora was the owner are taken over again: the old application's word counts from now on. */
  async reopenStrays(module: LegacyModule): Promise<void> {
    await this.#database.run("update aurora_import_row r join aurora_import_stray s on s.module = r.module and s.row_key = r.row_key set r.fingerprint = '' where r.module = ?", [module]);
  }
}
