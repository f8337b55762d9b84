import { LostLease } from '../events/lost-lease.ts';
import type { RelocationStage, RelocationTables } from '../persistence/index.ts';
import type { End, Statement } from './end.ts';

export type RelocationRow = RelocationTables['relocation'];
export type TableRow = RelocationTables['relocation_table'];

/** Stages in which there is something to do. */
export const activeStages: ReadonlySet<RelocationStage> = new Set(['copying', 'verifying', 'fenced']);

const columns = ['id', 'relocation_id', 'module', 'stage', 'here', 'other', 'number', 'worker', 'origin', 'back', 'pause', 'error', 'started_by', 'started_at', 'updated_at'] as const;

export const readRelocation = async (end: Pick<End, 'rows'>): Promise<RelocationRow | undefined> => (await end.rows<RelocationRow>('select * from relocation where id = 1'))[0];

export const readTables = (end: Pick<End, 'rows'>): Promise<TableRow[]> => end.rows<TableRow>('select * from relocation_table');

/** Statements that write down a relocation in place of the one before. */
export const writeRelocation = (row: RelocationRow): Statement[] => [
  { sql: 'delete from relocation' },
  { sql: 'delete from relocation_table' },
  { sql: 'delete from relocation_dirty' },
  { sql: `insert into relocation (${columns.map(name => `\`${name}\``).join(', ')}) values (${columns.map(() => '?').join(', ')})`, values: columns.map(name => row[name]) },
];

/** What the host that holds the lease writes down of a relocation at its source. Each rejects with `LostLease` where another host has claimed it, or it was cancelled. */
export class RelocationState {
  readonly #source: End;
  readonly #id: string;
  readonly #worker: number;

  constructor(source: End, id: string, worker: number) {
    this.#source = source;
    this.#id = id;
    this.#worker = worker;
  }

  /** Finds the row of the relocation at an end while this host may go on. */
  guard(...stages: readonly RelocationStage[]): Statement {
    return { sql: `select id from relocation where id = 1 and relocation_id = ? and worker = ? and stage in (${stages.map(() => '?').join(', ')})`, values: [this.#id, this.#worker, ...stages] };
  }

  /** Takes the relocation over at an end, once what this host may have begun there before has ended. */
  async claim(end: End): Promise<void> {
    await end.change([{ sql: 'update relocation set worker = ? where id = 1 and relocation_id = ? and worker <= ?', values: [this.#worker, this.#id, this.#worker] }]);
    const [row] = await end.rows('select id from relocation where id = 1 and relocation_id = ? and worker = ?', [this.#id, this.#worker]);
    if (!row) throw new LostLease();
  }

  /** What goes with it is done in the same transaction. */
  enter(stage: RelocationStage, from: readonly RelocationStage[], { error = null, also = [] }: { readonly error?: string | null; readonly also?: readonly Statement[] } = {}): Promise<void> {
    return this.#source.change([
      { sql: 'update relocation set stage = ?, error = ?, updated_at = ? where id = 1', values: [stage, error, new Date().toISOString()] }, ...also,
    ], this.guard(...from));
  }

  /** From now on a host may be told to go there: the way is forward only. */
  arriving(pause: number): Promise<void> {
    return this.#source.change([{ sql: 'update relocation set pause = ?, updated_at = ? where id = 1', values: [pause, new Date().toISOString()] }], this.guard('fenced'));
  }

  /** Why it does not go on for the moment. */
  complain(error: string): Promise<void> {
    return this.#source.change([{ sql: 'update relocation set error = ?, updated_at = ? where id = 1', values: [error, new Date().toISOString()] }], this.guard('copying', 'verifying', 'fenced'));
  }

  /** How far a table has come. */
  note({ name, reached, total, copied, checksum, done }: TableRow): Promise<void> {
    return this.#source.change([
      { sql: 'delete from relocation_table where name = ?', values: [name] },
      { sql: 'insert into relocation_table (name, reached, total, copied, checksum, done) values (?, ?, ?, ?, ?, ?)', values: [name, reached, total, copied, checksum, done] },
    ], this.guard('copying', 'verifying'));
  }
}
