import { setTimeout as wait } from 'node:timers/promises';
import { totalOf, CountedTries, type SideCounts } from './counted-tries.ts';
import type { Journal } from './journal.ts';
import { quantileOfAll } from './latency.ts';
import type { Reporter, SideFigures } from './reporter.ts';
import type { RunningAurora } from './running-aurora.ts';
import { judge, type Compared, type Verdict } from './verdict.ts';

/** Milliseconds between two looks. */
const interval = 500;

/** Tries after which a service is taken to be warm: what it has compiled and connected by then does not have to be done again. */
const warm = 50;

/** What one look has seen. */
export interface Seen {
  readonly verdict: Verdict;
  readonly compared: Compared;
  /** Tries on the service since the stage or step began. */
  readonly samples: number;
  /** Callers on the service since then. */
  readonly principals: number;
}

const figures = (counts: SideCounts): SideFigures => ({ ...totalOf(counts), p50: quantileOfAll(counts, 0.5) ?? null, p99: quantileOfAll(counts, 0.99) ?? null });

export interface WatchOptions {
  readonly aurora: RunningAurora;
  readonly journal: Journal;
  readonly reporter: Reporter;
  readonly signal: AbortSignal;
}

/** Looks again and again at what a gateway tells of both sides of a module. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #tries = new CountedTries();
  #requests = { count: 0, at: Date.now() };
  #warm = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** Looks until `done` answers true; what it answers else is what is waited for, for people. The last look. */
  async until(share: number, done: (seen: Seen) => true | string): Promise<Seen> {
    const { aurora, journal, signal } = this.#options;
    const began = Date.now();
    this.#tries.take(await aurora.tries(began));
    this.#tries.beginStep();
    const before = totalOf(this.#tries.of('service')).tries;
    for (;;) {
      await wait(interval, undefined, { signal });
      await journal.keep();
      const [reports, compared] = await Promise.all([aurora.tries(began), aurora.compared()]);
      this.#tries.take(reports);
      this.#warmUp();
      const seen: Seen = {
        verdict: judge(this.#tries, compared, journal.state.plan, share), compared, samples: totalOf(this.#tries.of('service')).tries - before, principals: Math.max(0, ...reports.map(({ principals }) => principals)),
      };
      const outcome = done(seen);
      await this.#show(share, compared, outcome === true ? '' : outcome);
      if (outcome === true) return seen;
    }
  }

  /** How fast the first answers came is no measure of a service that has just been started. */
  #warmUp(): void {
    if (this.#warm) return;
    this.#warm = totalOf(this.#tries.of('service')).tries >= warm;
    this.#tries.forgetLatencies();
  }

  async #show(share: number, compared: Compared, waits: string): Promise<void> {
    const { aurora, journal, reporter } = this.#options;
    const [monolith, service] = [figures(this.#tries.of('monolith')), figures(this.#tries.of('service'))];
    const [count, at] = [monolith.tries + service.tries, Date.now()];
    const rate = (count - this.#requests.count) * 1000 / Math.max(1, at - this.#requests.at);
    this.#requests = { count, at };
    const status = (await aurora.events()).items.find(({ module }) => module === aurora.module);
    const lags = status?.subscriptions.map(({ lag }) => lag) ?? [];
    reporter.standing({
      module: aurora.module, stage: journal.state.stage, share, rate: Math.max(0, rate), monolith, service,
      compared: { same: compared.same, different: compared.different, race: compared.race + compared.unsteady, failed: compared.failed }, waits,
      lag: lags.includes(null) ? null : lags.reduce<number>((sum, lag) => sum + (lag ?? 0), status?.unstamped ?? 0),
    });
  }
}
