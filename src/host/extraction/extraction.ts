import type { ExtractionState } from '@aurora/config/contract';
import type { ModuleName } from '@aurora/platform/settings';
import { setTimeout as wait } from 'node:timers/promises';
import type { Journal } from './journal.ts';
import { lastWords, localServiceRuns, startLocalService, stopLocalService } from './local-service.ts';
import type { Reporter } from './reporter.ts';
import type { RunningAurora } from './running-aurora.ts';
import { Watch, type Seen } from './watch.ts';

/** The service has been found worse, or something else says that it must not go on: all goes back. */
export class NoFurther extends Error {
  override readonly name = 'NoFurther';
}

export interface ExtractionOptions {
  readonly module: ModuleName;
  readonly aurora: RunningAurora;
  readonly journal: Journal;
  readonly reporter: Reporter;
  /** Aborted when it is to stop where it stands. */
  readonly signal: AbortSignal;
  /** Port of a service that is started here. */
  readonly port: number | undefined;
}

type Stage = ExtractionState['stage'];

/** Milliseconds between two looks; for a service to listen and be found; for background work to change hands. */
const look = 200, starting = 60_000, handing = 60_000;

/** Milliseconds for which a step is held at least, whatever is known: a gateway may follow a second later. */
const settling = 2_000;

/** Share of the reads that are compared when all callers are on the service, in per cent: what the monolith takes for them is the measure of the service. */
const measuring = 20;

/** Takes a module out of a running monolith, stage by stage, or back. Each stage is written down before it begins, and each may be done again. */
export class Extraction {
  readonly #options: ExtractionOptions;
  readonly #watch: Watch;

  constructor(options: ExtractionOptions) {
    this.#options = options;
    this.#watch = new Watch(options);
  }

  /** Goes on from where it stands until the module is extracted. Rejects with `NoFurther` once it has gone back by itself. */
  async out(): Promise<void> {
    try {
      const stages: readonly (readonly [Stage, () => Promise<void>])[] = [['preparing', () => this.#prepare()], ['shadow', () => this.#shadow()], ['canary', () => this.#canary()], ['handover', () => this.#handOver()]];
      const from = stages.findIndex(([stage]) => stage === this.#state.stage);
      // What the service needs may have gone since: that is seen to whatever stage it is.
      if (from > 0) await this.#provideService();
      for (const [stage, act] of stages.slice(Math.max(0, from))) {
        await this.#enter(stage);
        await act();
      }
      await this.#enter('extracted', 'the service answers all requests and does the background work; the monolith keeps the code and is not the owner');
    } catch (error) {
      if (!(error instanceof NoFurther)) throw error;
      await this.back(error.message);
      throw error;
    }
  }

  /** Sees to it that an extracted module has the service that was started on this machine for it, after a restart of the machine for instance. */
  async keepUp(): Promise<void> {
    const { aurora, module } = this.#options;
    if (!this.#state.plan.local || localServiceRuns(module, await aurora.host())) return;
    await this.#provideService().catch((error: unknown) => { throw error instanceof NoFurther ? new Error(`${error.message}. "aurora extract ${module} --back" gives the module back to the monolith.`) : error; });
  }

  /** Gives the module back to the monolith, from wherever it stands. */
  async back(reason: string): Promise<void> {
    const { aurora, journal, module } = this.#options;
    await journal.enter({ stage: 'returning', reason }, `back to the monolith: ${reason}`);
    this.#say(`back to the monolith: ${reason}`);
    await aurora.place(0, 0, reason);
    if ((await aurora.work()).side !== 'any') await this.#hand('monolith');
    if (this.#state.plan.local) {
      await wait(settling);
      await stopLocalService(module, await aurora.host());
    }
    await journal.enter({ stage: 'monolith', service: null }, 'the monolith answers all requests and does the background work');
    this.#say('the monolith answers all requests and does the background work');
  }

  get #state(): ExtractionState {
    return this.#options.journal.state;
  }

  #say(text: string): void {
    this.#options.reporter.say(this.#state.stage, text);
  }

  async #enter(stage: Stage, text?: string): Promise<void> {
    await this.#options.journal.enter({ stage }, text);
    if (text !== undefined) this.#say(text);
  }

  async #prepare(): Promise<void> {
    const { aurora } = this.#options;
    // Until it is its turn, a service does nothing by itself.
    if ((await aurora.work()).side === 'any') await aurora.handWork('monolith');
    await this.#provideService();
  }

  /** Sees to it that a service is there. Nothing is asked of the module: its service may be all that could answer. */
  async #provideService(): Promise<void> {
    const { aurora, journal, module, port, signal } = this.#options;
    const host = await aurora.host();
    const service = this.#state.plan.local && !localServiceRuns(module, host) ? startLocalService(module, host, aurora.address, port) : undefined;
    if (service) this.#say(`the service of ${module} starts as process ${service.pid} (${service.log})`);
    const until = Date.now() + starting;
    for (;;) {
      const found = (await aurora.instances()).find(({ state }) => state === 'healthy');
      if (found) {
        await journal.enter({ service: { url: found.url, pid: service?.pid ?? this.#state.service?.pid ?? null } }, `the service of ${module} answers at ${found.url}`);
        this.#say(`the service answers at ${found.url}`);
        return;
      }
      if (service && !service.running()) throw new NoFurther(`the service could not be started: ${lastWords(service.log)}`);
      if (Date.now() > until) throw new NoFurther(`no instance of the service of ${module} was found to be healthy within ${starting / 1000} s`);
      await journal.keep();
      await wait(look, undefined, { signal });
    }
  }

  async #shadow(): Promise<void> {
    const { aurora, journal: { state: { plan } } } = this.#options;
    if (plan.shadow === 0) return;
    await aurora.forgetCompared();
    await aurora.place(0, plan.shadow, 'Shadow reads before the extraction');
    this.#say(`${plan.shadow} % of the reads are made on the service too and compared`);
    const { compared } = await this.#hold(0, seen => (seen.compared.same >= plan.samples ? true : `waits for reads that agree: ${seen.compared.same} of ${plan.samples}`));
    await this.#options.journal.enter({}, `${compared.same} reads were answered the same`);
    this.#say(`${compared.same} reads were answered the same, none differently`);
  }

  async #canary(): Promise<void> {
    const { aurora, journal } = this.#options;
    const { plan } = this.#state;
    for (let step = this.#state.step; step < plan.steps.length; step += 1) {
      const share = plan.steps[step]!;
      await journal.enter({ step }, `${share} % of the callers`);
      await aurora.place(share, share < 100 ? plan.shadow : Math.min(plan.shadow, measuring), `Step ${step + 1} of ${plan.steps.length} of the extraction`);
      this.#say(`${share} % of the callers go to the service`);
      const seen = await this.#hold(share, ({ principals, samples }) => {
        if (samples < plan.samples) return `waits for tries on the service: ${samples} of ${plan.samples}`;
        return principals < plan.principals ? `waits for callers on the service: ${principals} of ${plan.principals}` : true;
      });
      await journal.enter({}, `${share} %: ${seen.samples} tries by ${seen.principals} callers; ${seen.verdict.why}`);
    }
  }

  /** Holds a step until there is enough to say that the service is no worse. Rejects with `NoFurther` where it is, or where that takes too long. */
  async #hold(share: number, enough: (seen: Seen) => true | string): Promise<Seen> {
    const { plan } = this.#state;
    const began = Date.now();
    let open = '';
    const seen = await this.#watch.until(share, now => {
      if (now.verdict.is === 'worse') return true;
      const held = Date.now() - began;
      if (held < settling) return 'gateways follow';
      if (!plan.evidence) return true;
      const waits = enough(now);
      open = waits === true ? now.verdict.why : waits;
      if (waits === true && now.verdict.is === 'well') return true;
      return plan.patience !== null && held > plan.patience ? true : open;
    });
    if (seen.verdict.is === 'worse') throw new NoFurther(await this.#explained(seen));
    if (plan.evidence && (seen.verdict.is === 'open' || enough(seen) !== true)) throw new NoFurther(`within ${plan.patience! / 1000} s there was too little to tell: ${open}`);
    return seen;
  }

  async #explained({ compared, verdict }: Seen): Promise<string> {
    const difference = compared.different > 0 ? await this.#options.aurora.difference() : undefined;
    return difference === undefined ? verdict.why : `${verdict.why}: ${difference}`;
  }

  async #handOver(): Promise<void> {
    await this.#options.aurora.place(100, 0, 'The last step of the extraction is held');
    await this.#hand('service');
    this.#say('the background work is done by the service');
  }

  /** Hands the background work to a side, and waits until that is at it. */
  async #hand(side: 'monolith' | 'service'): Promise<void> {
    const { aurora, journal, signal } = this.#options;
    const before = await aurora.work();
    const wanted = before.duties.filter(({ held }) => held).map(({ name }) => name);
    await aurora.handWork(side);
    const until = Date.now() + handing;
    for (;;) {
      const { duties } = await aurora.work();
      const late = duties.filter(({ held, name, side: at }) => wanted.includes(name) && !(held && at === side));
      if (late.length === 0) return;
      if (Date.now() > until) {
        const why = `nobody on the ${side} has taken over ${late.map(({ name }) => name).join(', ')} within ${handing / 1000} s`;
        if (side === 'service') throw new NoFurther(why);
        this.#say(why);
        return;
      }
      await journal.keep();
      await wait(look, undefined, side === 'service' ? { signal } : {});
    }
  }
}
