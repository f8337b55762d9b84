import type { ContentStream } from '@aurora/kernel';
import type { Commands, Queries, Transactions } from '@aurora/platform/persistence';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import { FileQuarantined } from '../../contract/index.ts';
import { asModule } from '../domain/as-module.ts';
import type { Placed } from '../persistence/places.ts';
import type { Stores } from '../store/stores.ts';
import * as statements from './scan-statements.ts';
import { ScannerAway, type Scanner } from './scanner.ts';

/** Milliseconds after which a scan is tried again that gave no verdict, and one that the scanner refuses. */
const again = 1_000, refusedAgain = 3_600_000;

export interface ScansOptions {
  readonly commands: Commands;
  readonly logger: Logger;
  readonly queries: Queries;
  readonly scanner: Scanner;
  readonly stores: Stores;
  readonly transactions: Transactions;
}

const inFuture = (milliseconds: number): string => new Date(Date.now() + milliseconds).toISOString();

/** Lets go of what waits for a scanner: there is none any more, and files need none. */
export const waitForNone = async (transactions: Transactions): Promise<void> => { await transactions.run(transaction => transaction.execute(statements.letGo, {})); };

/** Has content scanned, once for all files that have the same bytes, and tells of files that are infected. */
export class Scans {
  readonly #options: ScansOptions;
  /** Contents that wait for the scanner, and that are infected, as of the last look. */
  waiting = 0;
  infected = 0;
  /** Whether the last scan that was tried got a verdict. */
  #answers = true;

  constructor(options: ScansOptions) {
    this.#options = options;
  }

  /** One round: what waits, then what came before there was a scanner. A scanner that is away is asked once. */
  async work(stopping: AbortSignal): Promise<void> {
    const { queries, scanner } = this.#options;
    const now = new Date().toISOString();
    if (await this.#scanAll(scanner, await queries.allOf(statements.due, { now }), stopping)) await this.#scanAll(scanner, await queries.allOf(statements.neverScanned, { now }), stopping);
    await this.#tell();
    const counts = Object.fromEntries((await queries.allOf(statements.counts, {})).map(({ contents, scan_status }) => [scan_status, Number(contents)]));
    this.waiting = counts['pending'] ?? 0;
    this.infected = counts['infected'] ?? 0;
  }

  /** False once the scanner is away, or the work is to stop. */
  async #scanAll(scanner: Scanner, rows: readonly Placed[], stopping: AbortSignal): Promise<boolean> {
    for (const row of rows) if (stopping.aborted || !await this.#scan(scanner, row, stopping)) return false;
    return true;
  }

  async #scan(scanner: Scanner, row: Placed, stopping: AbortSignal): Promise<boolean> {
    const { path } = row;
    try {
      const verdict = await scanner.scan(() => this.#open(row), stopping);
      this.#heard();
      if (verdict.found === 'refused') await this.#later(path, refusedAgain, verdict.reason);
      else {
        await this.#options.transactions.run(transaction => transaction.execute(statements.tell, {
          path, now: new Date().toISOString(), scan_due: null,
          scan_status: verdict.found === 'something' ? 'infected' : 'clean', scan_note: verdict.found === 'something' ? verdict.name : null,
        }));
      }
      return true;
    } catch (error) {
      const away = error instanceof ScannerAway;
      if (stopping.aborted) return false;
      await this.#later(path, again, null);
      if (away) this.#missed(error);
      else this.#options.logger.error({ 'event.action': 'scan content', 'file.path': path, ...errorFields(error) }, 'content could not be scanned');
      return !away;
    }
  }

  async* #open(row: Placed): ContentStream {
    const { path, store } = await this.#options.stores.locate(row);
    yield* store.open(path);
  }

  async #later(path: string, milliseconds: number, scan_note: string | null): Promise<void> {
    await this.#options.transactions.run(transaction => transaction.execute(statements.later, { path, scan_due: inFuture(milliseconds), scan_note }));
  }

  #missed(error: ScannerAway): void {
    if (this.#answers) this.#options.logger.warn({ 'event.action': 'scanner.away', ...errorFields(error) }, 'the scanner does not answer; files wait for it');
    this.#answers = false;
  }

  #heard(): void {
    if (!this.#answers) this.#options.logger.info({ 'event.action': 'scanner.back' }, 'the scanner answers again');
    this.#answers = true;
  }

  async #tell(): Promise<void> {
    const { commands, logger, queries } = this.#options;
    for (const { id, original_name, scan_note, sha256, version } of await queries.allOf(statements.untold, {})) {
      await commands.run(asModule('scan'), 'file.quarantine', undefined, async unit => {
        const next = Number(version) + 1;
        if (await unit.transaction.execute(statements.quarantine, { id, version: Number(version), next, now: unit.now }) === 0) return;
        unit.record(FileQuarantined, { id, version: next }, { id, original_name, sha256, signature: scan_note ?? '' });
      });
      logger.warn({ 'event.action': 'file.quarantined', 'file.id': id, 'labels.signature': scan_note }, 'a file is infected, and in quarantine');
    }
  }
}
