import { AuroraError, type CallContext, type Handlers, type RelocationClass } from '@aurora/kernel';
import { randomUUID } from 'node:crypto';
import { EventWorker } from '../events/event-worker.ts';
import { WorkerLease } from '../events/worker-lease.ts';
import type { DatabaseLocation, Migration, ModuleDatabase } from '../persistence/index.ts';
import { createLocalPort } from '../ports/local.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { openEnd, type End } from './end.ts';
import type { RelocationStatus } from './operator-schemas.ts';
import { relocationContract, type RelocationContract, type RelocationPort } from './relocation-contract.ts';
import { activeStages, readRelocation, readTables, writeRelocation, type RelocationRow } from './relocation-state.ts';
import { relocating, type RelocatorOptions } from './relocator.ts';
import { allTables } from './table-shape.ts';
import { prepareTarget, requirePlace } from './target.ts';
import { endNoting } from './triggers.ts';

export interface ModuleRelocationOptions {
  readonly module: string;
  readonly database: ModuleDatabase;
  /** The module's own tables, with their classes. */
  readonly tables: Readonly<Record<string, RelocationClass>>;
  readonly migrations: readonly Migration[];
  readonly logger: Logger;
  /** How the work is done; for tests. */
  readonly work?: Pick<RelocatorOptions, 'compareWhole' | 'indexLate' | 'moveAside' | 'pageSize'> & { readonly tables?: RelocatorOptions['tables'] };
}

/** Milliseconds between two looks at where the data is, and whether it is to be moved. */
const interval = 500;

/** An address as it may be shown: without user and password. */
function shown(location: DatabaseLocation): string {
  if ('file' in location) return location.file;
  const { host, pathname, protocol } = new URL(location.url);
  return `${protocol}//${host}${pathname}`;
}

const hasComeBack = (row: RelocationRow | undefined): boolean => row?.stage === 'arrived' && row.back === 1;

/** Where a module's data is, and its way elsewhere: one host of the module does the work, and each goes on where the data has gone. */
export class ModuleRelocation {
  readonly port: RelocationPort;
  readonly #options: ModuleRelocationOptions;
  readonly #tables: Readonly<Record<string, RelocationClass>>;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<void> = Promise.resolve();
  /** The work for a relocation, as long as it goes on. */
  #working: { readonly relocation: string; readonly resources: AsyncDisposableStack } | undefined;

  constructor(options: ModuleRelocationOptions) {
    this.#options = options;
    this.#tables = { ...allTables(options.tables), ...options.work?.tables };
    this.port = createLocalPort(relocationContract(options.module), this.#handlers());
  }

  start(): void {
    let busy = false;
    this.#timer = setInterval(() => {
      if (busy) return;
      busy = true;
      this.#looking = this.#look().finally(() => { busy = false; });
    }, interval).unref();
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#looking;
    await this.#end();
  }

  async #look(): Promise<void> {
    const { database, logger } = this.#options;
    try {
      const marker = await database.look();
      const active = marker !== undefined && activeStages.has(marker.stage) ? marker : undefined;
      // Another may have begun since the last look, elsewhere: its work is not that of the one before.
      if (this.#working?.relocation !== active?.relocation_id) await this.#end();
      if (active && !this.#working) await this.#begin(active.relocation_id);
      if (active) await database.prepare(active.other);
    } catch (error) {
      logger.debug({ 'event.action': 'relocation.look', ...errorFields(error) }, 'it cannot be seen where the data is');
    }
  }

  async #begin(relocation: string): Promise<void> {
    const { database, logger, work } = this.#options;
    await using opening = new AsyncDisposableStack();
    const here = database.here();
    const { location } = database;
    const connection = await database.openWorker();
    opening.defer(() => connection.close());
    const duty = relocating({ ...work, tables: this.#tables, location, locate: database.locate, pace: database.pace, logger });
    const worker = new EventWorker({ name: 'relocation', duty, lease: new WorkerLease(here, 'relocation', connection.holder), connection, logger });
    opening.defer(() => worker.stop());
    worker.start();
    this.#working = { relocation, resources: opening.move() };
  }

  async #end(): Promise<void> {
    const working = this.#working;
    this.#working = undefined;
    await working?.resources.disposeAsync();
  }

  #handlers(): Handlers<RelocationContract> {
    return {
      relocationStatus: () => this.#report(),
      checkRelocation: async ({ to }) => {
        await this.#at(async end => {
          if (to === undefined && hasComeBack(await readRelocation(end))) return;
          const { location, reference } = await this.#target(end, to);
          await requirePlace({ ...this.#options, tables: this.#tables, location, reference }, { end, location: this.#options.database.location });
        });
        return this.#report();
      },
      startRelocation: async ({ to }, context) => {
        await this.#at(end => this.#start(end, to, context));
        return this.#report();
      },
      cancelRelocation: async () => {
        await this.#at(end => this.#cancel(end));
        return this.#report();
      },
    };
  }

  async #report(): Promise<RelocationStatus> {
    for (;;) {
      // The data may have gone between the look and the answer.
      const status = await this.#at(end => this.#status(end));
      if (status) return status;
    }
  }

  /** Does something at the place where the data is now. */
  async #at<Result>(work: (end: End) => Promise<Result>): Promise<Result> {
    await this.#options.database.look();
    const end = await openEnd(this.#options.database.location);
    try {
      return await work(end);
    } finally {
      await end.close();
    }
  }

  async #target(end: End, to: string | undefined): Promise<{ readonly reference: string; readonly location: DatabaseLocation }> {
    const reference = to ?? (await readRelocation(end))?.origin;
    if (reference === undefined || reference === null) throw new AuroraError('CONFLICT', 'The data has never been anywhere else: there is no way back.');
    return { reference, location: await this.#options.database.locate(reference) };
  }

  async #start(end: End, to: string | undefined, { principal }: CallContext): Promise<void> {
    const { database, module } = this.#options;
    const before = await readRelocation(end);
    // Asked for again, as by a command that was killed: the data has come back.
    if (to === undefined && hasComeBack(before)) return;
    const { location, reference } = await this.#target(end, to);
    if (before && activeStages.has(before.stage)) {
      if (before.other === reference) return;
      throw new AuroraError('CONFLICT', `The data is on its way to ${before.other}.`);
    }
    const target = await prepareTarget({ ...this.#options, tables: this.#tables, location, reference }, { end, location: database.location });
    try {
      const now = new Date().toISOString();
      const row: RelocationRow = {
        id: 1, relocation_id: randomUUID(), module, stage: 'copying', here: database.reference, other: reference, number: (before?.number ?? 0) + 1, worker: 0,
        origin: before?.origin ?? null, back: to === undefined ? 1 : 0, pause: null, error: null, started_by: principal.id, started_at: now, updated_at: now,
      };
      await endNoting(target, Object.keys(this.#tables));
      await target.change(writeRelocation({ ...row, stage: 'incoming', here: reference, other: database.reference, origin: null }));
      await endNoting(end, Object.keys(this.#tables));
      await end.change(writeRelocation(row), before && { sql: 'select id from relocation where id = 1 and relocation_id = ? and stage = ?', values: [before.relocation_id, before.stage] });
    } finally {
      await target.close();
    }
  }

  async #cancel(end: End): Promise<void> {
    const row = await readRelocation(end);
    if (!row || !activeStages.has(row.stage)) throw new AuroraError('CONFLICT', 'No relocation goes on.');
    const guard = { sql: "select id from relocation where id = 1 and relocation_id = ? and stage in ('copying', 'verifying')", values: [row.relocation_id] };
    await end.change([{ sql: "update relocation set stage = 'cancelled', updated_at = ? where id = 1", values: [new Date().toISOString()] }, { sql: 'delete from relocation_dirty' }], guard).catch((error: unknown) => {
      throw new AuroraError('CONFLICT', 'It is too late: the tables have been taken from those who write.', { cause: error });
    });
    await endNoting(end, Object.keys(this.#tables));
  }

  async #status(end: End): Promise<RelocationStatus | undefined> {
    const { database, module } = this.#options;
    const row = await readRelocation(end);
    if (row?.stage === 'moved' || row?.stage === 'incoming') return undefined;
    const tables = row && activeStages.has(row.stage) ? await readTables(end) : [];
    const [noted] = await end.rows<{ changes: number }>('select count(*) as changes from relocation_dirty');
    return {
      module, place: database.reference, address: shown(database.location), origin: row?.origin ?? null,
      relocation: row === undefined ? null : {
        id: row.relocation_id, to: row.stage === 'arrived' ? row.here : row.other, back: row.back === 1, stage: row.stage, number: row.number, error: row.error, pause_ms: row.pause, waiting_changes: Number(noted!.changes),
        tables: tables.map(({ checksum, copied, done, name, total }) => ({ name, total, copied, done: done === 1, checksum })),
        started_by: row.started_by, started_at: row.started_at, updated_at: row.updated_at,
      },
    };
  }
}
