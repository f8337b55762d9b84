import { monitorEventLoopDelay } from 'node:perf_hooks';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '../running/random.ts';
import type { ModuleName } from '../running/modules.ts';
import { violationsOf, type Violation } from './checks.ts';
import { CommandFailed } from './command.ts';
import { explained, figuresOf, type Figures, type Shadow } from './figures.ts';
import { Killer, type Kill } from './killer.ts';
import { Load } from './load/load.ts';
import type { Measures, Phase } from './measures.ts';
import { back } from './moves/back.ts';
import { extract } from './moves/extract.ts';
import type { Move } from './moves/move.ts';
import { relocate, relocateBack } from './moves/relocate.ts';
import type { Options } from './options.ts';
import { Site } from './site.ts';
import { readState, type Reader } from './state.ts';

/** What is drilled, once it is known whether databases can be moved. */
export type DrillOptions = Options & { readonly relocate: boolean };

/** Who hears how far a drill is. */
export interface Listener {
  /** Something is done that clients have no part in. */
  note(text: string): void;
  /** A stage has begun. */
  entered(measures: Measures): void;
}

/** What a drill has come to. */
export interface Result {
  readonly seed: number;
  readonly figures: Figures;
  readonly kills: readonly (Kill & { readonly second: number })[];
  /** What does not hold, for people. */
  readonly violations: readonly string[];
  /** Where the data are, if they were kept. */
  readonly data: string | undefined;
}

/** A read that both sides have answered differently, as the gateway tells it. */
interface Difference {
  readonly correlation_id: string;
  readonly target: string;
  readonly differences: readonly { readonly kind: string }[];
}

/** Tries of a move while processes are killed. */
const patience = 60;
const none: Shadow = { same: 0, different: 0, unsteady: 0, race: 0, failed: 0, dropped: 0, skipped: 0 };

/** One drill, from an empty machine to its result. */
export class Drill {
  readonly #options: DrillOptions;
  readonly #site: Site;
  readonly #load: Load;
  readonly #reader: Reader;
  readonly #killer: Killer;
  readonly #listener: Listener;
  readonly #signal: AbortSignal;
  readonly #violations: Violation[] = [];
  readonly #shadows = new Map<ModuleName, Shadow>();
  /** Reads that both sides answered differently, by their correlation id. */
  readonly #differences = new Map<string, string>();

  private constructor(options: DrillOptions, site: Site, load: Load, reader: Reader, listener: Listener, signal: AbortSignal) {
    this.#options = options;
    this.#site = site;
    this.#load = load;
    this.#reader = reader;
    this.#killer = new Killer({ site, measures: load.measures, random: new Random(options.seed + 1), pause: Math.max(3_000, options.seconds * 500) });
    this.#listener = listener;
    this.#signal = signal;
  }

  /** Rejects only if the deployment cannot be made, or the drill is told to end. */
  static async run(options: DrillOptions, listener: Listener, signal: AbortSignal): Promise<Result> {
    const { broker, clients, database, kill, out, plant, rate, rows, seed } = options;
    await using site = await Site.open({ broker, database, kill, plant, relocate: options.relocate, logs: join(out, 'logs') });
    listener.note('The monolith starts.');
    await site.monolith.start();
    const load = await Load.create({ url: site.url, clients, rate, seed, token: subject => site.token('admin', subject) });
    await load.fill(rows, done => listener.note(`The archive is put in: ${done} of ${rows} subjects and syllabi.`));
    signal.throwIfAborted();
    const drill = new Drill(options, site, load, await site.reader(), listener, signal);
    const result = await drill.#perform().finally(() => drill.#killer.abandon());
    site.keeping.data = result.violations.length > 0;
    return { ...result, data: site.keeping.data ? site.dataDir : undefined };
  }

  async #perform(): Promise<Omit<Result, 'data'>> {
    const { kill, modules, relocate: moving, seconds, seed } = this.#options;
    const { ledger, measures } = this.#load;
    const delay = monitorEventLoopDelay({ resolution: 10 });
    delay.enable();
    this.#enter('before', 'monolith');
    this.#load.start();
    try {
      await this.#hold(seconds);
      if (kill) this.#killer.start();
      for (const module of modules) {
        await this.#move(module, extract);
        if (moving) await this.#move(module, relocate);
      }
      this.#enter('during', 'extracted');
      await this.#hold(seconds);
      for (const module of modules.toReversed()) {
        if (moving) await this.#move(module, relocateBack);
        await this.#move(module, back);
      }
      await this.#killer.end();
      this.#enter('after', 'monolith again');
      await this.#hold(seconds);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#violations.push({ kind: 'other', text: `the drill came to no end: ${(error as Error).message}` });
      await this.#killer.end().catch(() => undefined);
    }
    await this.#load.end();
    const end = measures.now();
    delay.disable();
    this.#listener.note('Clients have ended. Everything that they were told is compared with what is there.');
    const events = await this.#check();
    const outcomes = [...ledger.entries.values()];
    const figures = figuresOf({
      measures, modules, kills: this.#killer.kills, violations: this.#violations, shadow: this.#shadow(), events, end, ownDelay: delay.max / 1e6,
      acknowledged: outcomes.filter(({ outcome }) => outcome === 'acknowledged').length, refused: outcomes.filter(({ outcome }) => outcome === 'refused').length,
    });
    const start = measures.stages[0]!.from;
    return { seed, figures, kills: this.#killer.kills.map(each => ({ ...each, second: Math.round((each.at - start) / 100) / 10 })), violations: this.#verdict(figures) };
  }

  #enter(phase: Phase, name: string): void {
    this.#load.measures.enter(phase, name);
    this.#listener.entered(this.#load.measures);
  }

  /** Lets clients work for so many seconds. */
  async #hold(seconds: number): Promise<void> {
    await wait(seconds * 1_000, undefined, { signal: this.#signal });
    const [lost] = this.#options.kill ? [] : this.#site.lost();
    if (lost !== undefined) throw new Error(lost);
    for (const module of this.#options.modules) await this.#lookAtShadow(module);
  }

  /** Makes a move; while processes are killed, again and again until it has come to its end. */
  async #move(module: ModuleName, move: Move): Promise<void> {
    const { kill, modules } = this.#options;
    this.#load.emphasis = module;
    const stage = (name: string): void => this.#enter('during', modules.length > 1 ? `${module}: ${name}` : name);
    for (let tries = 1; ; tries += 1) {
      const looking = setInterval(() => void this.#lookAtShadow(module), 1_000);
      try {
        await move({ site: this.#site, module, stage, kill, options: this.#options.extract });
        return await this.#lookAtShadow(module);
      } catch (error) {
        this.#signal.throwIfAborted();
        if (!(kill && error instanceof CommandFailed) || tries === patience) throw error;
        this.#listener.note(`${(error as Error).message} It is run again.`);
        await wait(500, undefined, { signal: this.#signal });
      } finally {
        clearInterval(looking);
      }
    }
  }

  /** What the gateway has counted; after it was killed it begins anew. */
  async #lookAtShadow(module: ModuleName): Promise<void> {
    const answer = await this.#reader.json<{ operations: Record<string, Shadow>; requests: Difference[] }>(`/admin/shadow/${module}`).catch(() => undefined);
    if (!answer) return;
    const answered = answer.requests.filter(({ differences }) => differences.some(({ kind }) => kind !== 'failed' && kind !== 'timeout'));
    for (const { correlation_id, differences, target } of answered) this.#differences.set(correlation_id, `different: ${target}: ${JSON.stringify(differences).slice(0, 400)}`);
    const sum = Object.values(answer.operations).reduce((total, each) => add(total, each), none);
    const before = this.#shadows.get(module) ?? none;
    if (sum.same >= before.same) this.#shadows.set(module, sum);
  }

  #shadow(): Shadow {
    return [...this.#shadows.values()].reduce(add, none);
  }

  /** Waits for rest, and compares; how many events there are. */
  async #check(): Promise<number> {
    try {
      for (let tries = 0; tries < 600; tries += 1) {
        const { away, hearings, sagas, unnumbered } = await this.#reader.rest();
        if (away.length === 0 && unnumbered === 0 && sagas.length === 0 && hearings.every(({ lag, parked, waiting }) => lag === 0 && waiting === parked)) break;
        await wait(100, undefined, { signal: this.#signal });
      }
      const state = await readState(this.#reader, this.#load.ledger.expected());
      this.#violations.push(...violationsOf(this.#load.ledger, state));
      return Object.values(state.events).reduce((sum, events) => sum + events.length, 0);
    } catch (error) {
      this.#signal.throwIfAborted();
      this.#violations.push({ kind: 'other', text: `what is there could not be read: ${(error as Error).message}` });
      return 0;
    }
  }

  #verdict({ shadow }: Figures): string[] {
    const { failures, wrong } = this.#load.measures;
    return [
      ...this.#violations.map(({ text }) => text), ...wrong.map(text => `wrong answer: ${text}`),
      ...[...Map.groupBy(failures.filter(failure => !explained(failure, this.#killer.kills)), ({ why }) => why)].map(([why, of]) => `failed: ${of.length} of ${why}`),
      ...this.#differences.values(),
      ...(shadow.failed > 0 && !this.#options.kill ? [`${shadow.failed} repeated reads got no answer from the service`] : []),
    ];
  }
}

const add = (one: Shadow, other: Shadow): Shadow => Object.fromEntries(Object.entries(one).map(([name, value]) => [name, value + other[name as keyof Shadow]])) as unknown as Shadow;
