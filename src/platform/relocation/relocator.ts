import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError, type RelocationClass } from '@aurora/kernel';
import type { Duty } from '../events/event-worker.ts';
import { LostLease } from '../events/lost-lease.ts';
import { Throttle, translateDatabaseError, type DatabaseLocation, type Locate, type Pace } from '../persistence/index.ts';
import { within } from '../persistence/time-limit.ts';
import { errorFields, type Logger } from '../telemetry/index.ts';
import { RelocationFailure } from './copier.ts';
import { openEnd, type End } from './end.ts';
import { moveAside, putBack } from './fence.ts';
import { activeStages, readRelocation, RelocationState, type RelocationRow } from './relocation-state.ts';
import { asidePrefix, fencedTables, prefixAt, shapesOf } from './table-shape.ts';
import { Transfer } from './transfer.ts';
import { beginNoting, endNoting } from './triggers.ts';

export interface RelocatorOptions {
  /** Every table of the module, with its class. */
  readonly tables: Readonly<Record<string, RelocationClass>>;
  /** Where the data is now. */
  readonly location: DatabaseLocation;
  readonly locate: Locate;
  readonly pace: Pace;
  readonly logger: Logger;
  /** Rows of a page. */
  readonly pageSize?: number;
  /** Rows up to which a table is compared as a whole while writes wait. */
  readonly compareWhole?: number;
  /** Rows from which on indexes are made after them. */
  readonly indexLate?: number;
  /** Takes the tables from those who write; something else in tests that show what it is good for. */
  readonly moveAside?: typeof moveAside;
}

/** Rows of a page by default, to a server and to a file: while they are written into a file, this process does nothing else. */
const pages = { mysql: 1_500, sqlite: 500 } as const;

/** Rows of a table that is compared as a whole while writes wait, by default. */
const small = 2_000;

/** Rows of a table whose indexes no longer fit into a small server's memory, or soon will not, by default. */
const many = 50_000;

/** Milliseconds for which writes wait at most, where the last changes cannot be brought over: then they go on here. */
const longestPause = 4_000;

/** Moves a module's data, from wherever it has come to, while it is in use. */
export const relocating = (options: RelocatorOptions): Duty => async (worker, signal) => {
  const source = await openEnd(options.location);
  try {
    const row = await readRelocation(source);
    if (row && activeStages.has(row.stage)) await new Relocator(options, source, row, worker, signal).run();
    else await wait(1_000, undefined, { signal }).catch(() => undefined);
  } finally {
    await source.close();
  }
};

/** Why it does not go on, without anything that a driver might quote. */
function reasonOf(error: unknown): string {
  const translated = translateDatabaseError(error);
  const { code, errno } = error as { readonly code?: unknown; readonly errno?: unknown };
  return translated instanceof AuroraError ? translated.message : `${(error as Error).name} ${String(code ?? '')} ${String(errno ?? '')}`.trim();
}

class Relocator {
  readonly #options: RelocatorOptions;
  readonly #source: End;
  readonly #row: RelocationRow;
  readonly #signal: AbortSignal;
  readonly #state: RelocationState;
  readonly #throttle: Throttle;
  readonly #fenced: readonly string[];

  constructor(options: RelocatorOptions, source: End, row: RelocationRow, worker: number, signal: AbortSignal) {
    this.#options = options;
    this.#source = source;
    this.#row = row;
    this.#signal = signal;
    this.#state = new RelocationState(source, row.relocation_id, worker);
    this.#throttle = new Throttle(options.pace);
    this.#fenced = fencedTables(options.tables);
  }

  async run(): Promise<void> {
    await this.#state.claim(this.#source);
    try {
      await this.#proceed();
    } catch (error) {
      if (error instanceof RelocationFailure || (error instanceof AuroraError && error.code === 'CONFLICT')) await this.#fail(error);
      else {
        // Where the target is away, writes must not wait for it.
        if (this.#row.stage === 'fenced' && this.#row.pause === null && !(error instanceof LostLease)) await this.#unfence().catch(() => undefined);
        if (!(error instanceof LostLease) && !this.#signal.aborted) await this.#state.complain(reasonOf(error)).catch(() => undefined);
        throw error;
      }
    }
  }

  async #proceed(): Promise<void> {
    const target = await openEnd(await this.#options.locate(this.#row.other));
    try {
      await this.#state.claim(target);
      await this.#move(target);
    } finally {
      await target.close();
    }
  }

  async #move(target: End): Promise<void> {
    const { compareWhole = small, indexLate = many, pageSize = pages[target.dialect], tables } = this.#options;
    if (this.#row.stage !== 'fenced') await putBack(this.#source, this.#fenced);
    const shapes = await shapesOf(this.#source, target, tables);
    const prefix = await prefixAt(target);
    const transfer = new Transfer({ source: this.#source, target, prefix, shapes, state: this.#state, throttle: this.#throttle, signal: this.#signal, pageSize, compareWhole, indexLate });
    if (this.#row.stage === 'copying') {
      await beginNoting(this.#source, shapes);
      await transfer.copy();
      await this.#state.enter('verifying', ['copying']);
    }
    if (this.#row.stage !== 'fenced') {
      await transfer.compare();
      await transfer.catchUp();
    }
    this.#signal.throwIfAborted();
    await this.#fence(target, prefix, transfer);
  }

  /** Takes the tables from those who write, brings the rest over, and says where the data is. */
  async #fence(target: End, prefix: string, transfer: Transfer): Promise<void> {
    const began = performance.now();
    await this.#state.enter('fenced', ['verifying', 'fenced']);
    await (this.#options.moveAside ?? moveAside)(this.#source, this.#fenced);
    let arriving = this.#row.pause !== null;
    try {
      const until = began + longestPause;
      // One that stands still answers nothing, and writes wait.
      await within(longestPause, async () => transfer.bringRest(await prefixAt(this.#source), until));
      const pause = Math.round(performance.now() - began);
      arriving = true;
      await this.#state.arriving(pause);
      await this.#arrive(target, prefix, pause);
    } catch (error) {
      // Once somebody may have been told to go there, the way is forward only.
      const over = error instanceof RelocationFailure || performance.now() - began >= longestPause - 1;
      if (!arriving && over && !(error instanceof LostLease)) await this.#unfence();
      throw error;
    }
    const took = Math.round(performance.now() - began);
    this.#options.logger.info({ 'event.action': 'relocation.moved', 'labels.to': this.#row.other, 'labels.number': this.#row.number, 'event.duration': took * 1_000_000 }, `the data has moved to ${this.#row.other}; writes waited for ${took} ms`);
    await this.#leave();
  }

  /** From here on the data is there. */
  async #arrive(target: End, prefix: string, pause: number): Promise<void> {
    const { here, relocation_id } = this.#row;
    if (prefix === asidePrefix) await putBack(target, this.#fenced);
    await target.change([{ sql: "update relocation set stage = 'arrived', origin = ?, pause = ?, updated_at = ? where id = 1 and relocation_id = ?", values: [here, pause, new Date().toISOString(), relocation_id] }], this.#state.guard('incoming', 'arrived'));
    await this.#state.enter('moved', ['fenced']);
  }

  /** What was made for the relocation goes. */
  async #leave(): Promise<void> {
    await this.#source.change([{ sql: 'delete from relocation_dirty' }], this.#state.guard('moved'));
    await endNoting(this.#source, Object.keys(this.#options.tables));
  }

  async #unfence(): Promise<void> {
    await putBack(this.#source, this.#fenced);
    await this.#state.enter('verifying', ['fenced']);
    this.#options.logger.warn({ 'event.action': 'relocation.unfenced', 'labels.to': this.#row.other }, 'the last changes could not be brought over in time: writes go on here');
  }

  async #fail(error: Error): Promise<void> {
    this.#options.logger.error({ 'event.action': 'relocation.failed', 'labels.to': this.#row.other, ...errorFields(error) }, 'the relocation has come to nothing; the data stays where it is');
    await putBack(this.#source, this.#fenced);
    await this.#state.enter('failed', ['copying', 'verifying', 'fenced'], { error: error.message, also: [{ sql: 'delete from relocation_dirty' }] });
    await endNoting(this.#source, Object.keys(this.#options.tables));
  }
}
