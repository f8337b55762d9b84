import { isAway, isAwayStatus, type Placement } from '@aurora/kernel';
import { asAuroraError, type Admitted, type AnswerHere } from '@aurora/platform/http';
import type { CachedReads } from './answers/cached-reads.ts';
import { answerByDefault } from './answers/default-answer.ts';
import type { ShadowReads } from './answers/shadow-reads.ts';
import { deliver } from './forwarding/deliver.ts';
import type { Forwarder } from './forwarding/module-forwarder.ts';
import type { Reception } from './forwarding/reception.ts';
import type { Way } from './forwarding/way.ts';
import type { Placements } from './placement/placements.ts';
import type { WriteGate } from './placement/write-gate.ts';
import type { Tries } from './tries/index.ts';

/** Where a module can be reached from here. */
export interface Sites {
  /** It runs in this process, which is its monolith then. */
  readonly here: boolean;
  /** Where it runs elsewhere, by side. */
  readonly ways: Readonly<Partial<Record<Placement, Way>>>;
  /** The same for reads that are repeated to compare: over connections of their own. */
  readonly aside: Readonly<Partial<Record<Placement, Way>>>;
}

export interface RoutingOptions {
  readonly sites: (module: string) => Sites;
  readonly placements: Placements;
  readonly writes: WriteGate;
  /** Undefined where everything is here. */
  readonly forwarder: Forwarder | undefined;
  /** Counts what is tried on either side. */
  readonly tries: Tries;
  /** A request that the service could not answer went to the monolith. */
  readonly fellBack: (operation: string) => void;
  /** Largest JSON body, bytes. */
  readonly maxBody: number;
  /** Undefined where no answers are kept. */
  readonly cached: CachedReads | undefined;
  /** Undefined where everything is here. */
  readonly shadow: ShadowReads | undefined;
}

/** Answers a request on one side. */
export type AnswerOn = (side: Placement, admitted: Admitted) => Promise<void>;

/** Answers each request where its module is: here by a call, elsewhere by sending the request on. */
export class Routing {
  readonly #options: RoutingOptions;

  constructor(options: RoutingOptions) {
    this.#options = options;
  }

  readonly serve = (admitted: Admitted, here: AnswerHere): Promise<void> => {
    const held = this.#options.writes.pass(admitted);
    return held ? held.then(() => this.#place(admitted, here)) : this.#place(admitted, here);
  };

  #place(admitted: Admitted, here: AnswerHere): Promise<void> {
    const { cached, placements, shadow } = this.#options;
    const { exchange, match: { route } } = admitted;
    exchange.placements = placements.for(route.module, admitted);
    const side = exchange.placements[route.module] ?? 'monolith';
    if (route.operation.kind === 'query') {
      const sampled = shadow?.sample(admitted, side, (on, own) => this.#aside(on, own, here)) ?? false;
      if (!sampled && cached?.serves(admitted)) return cached.answer(admitted, own => this.#answer(side, own, here));
      if (route.operation.fallback) return this.#orDefault(admitted, this.#answer(side, admitted, here));
    }
    return this.#answer(side, admitted, here);
  }

  /** Answers with the contract's default where nobody else can. */
  async #orDefault(admitted: Admitted, answered: Promise<void>): Promise<void> {
    try {
      await answered;
    } catch (error) {
      if (!isAway(error) || !await answerByDefault(admitted, this.#options.maxBody)) throw error;
    }
  }

  async #answer(side: Placement, admitted: Admitted, here: AnswerHere): Promise<void> {
    const { route } = admitted.match;
    const way = this.#options.sites(route.module).ways[side];
    if (!way) return this.#answerHere(admitted, here);
    if (side === 'service') this.#options.tries.sent(route.module, admitted.identity.principal.id);
    const reception = await this.#begin(admitted, way).catch((error: unknown) => {
      if (isAway(error) && this.#mayFallBack(side, admitted)) return undefined;
      throw error;
    });
    if (!reception || (isAwayStatus(reception.status) && this.#mayFallBack(side, admitted))) {
      reception?.discard();
      return this.#fallBack(admitted, here);
    }
    // Who reads what he has written must not be given a copy from before.
    if (route.operation.kind === 'command') await this.#options.cached?.changed(route.module);
    if (isAwayStatus(reception.status) && route.operation.fallback && await answerByDefault(admitted, this.#options.maxBody)) reception.discard();
    else deliver(admitted.exchange, reception, admitted.deadline);
  }

  /** The same beside the client's traffic: nothing stands in for the side that is asked. */
  async #aside(side: Placement, admitted: Admitted, here: AnswerHere): Promise<void> {
    const way = this.#options.sites(admitted.match.route.module).aside[side];
    if (!way) return this.#answerHere(admitted, here);
    deliver(admitted.exchange, await this.#begin(admitted, way), admitted.deadline);
  }

  #begin(admitted: Admitted, way: Way): Promise<Reception> {
    const { refusal } = admitted.exchange;
    if (refusal && way.kind !== 'legacy') throw refusal;
    admitted.exchange.upstream = way.target.name;
    return this.#options.forwarder!.begin(admitted, way);
  }

  async #answerHere(admitted: Admitted, here: AnswerHere): Promise<void> {
    const { exchange: { refusal, response }, match: { route } } = admitted;
    if (refusal) throw refusal;
    const started = performance.now();
    const ended = (status: number): void => this.#options.tries.count(route.module, 'monolith', route.label, status >= 500, performance.now() - started);
    try {
      await here(admitted);
    } catch (error) {
      ended(asAuroraError(error).status);
      throw error;
    }
    if (response.writableEnded) ended(response.statusCode);
  }

  /** Whether the monolith may answer in the place of a service that is being tried out. */
  #mayFallBack(side: Placement, admitted: Admitted): boolean {
    const { module, operation } = admitted.match.route;
    const { placements } = this.#options;
    const twice = operation.kind === 'query' || (operation.idempotent && !placements.writesStay(module));
    return side === 'service' && placements.isCanary(module) && twice && mayGoOn(admitted);
  }

  #fallBack(admitted: Admitted, here: AnswerHere): Promise<void> {
    const { exchange, match: { route } } = admitted;
    exchange.placements = { ...exchange.placements, [route.module]: 'monolith' };
    exchange.upstream = undefined;
    this.#options.fellBack(route.label);
    return this.#answer('monolith', admitted, here);
  }
}

/** Whether there is time, a client, and a body that has not gone to the service: bytes pass once. */
const mayGoOn = ({ exchange: { request, response }, match: { route: { operation } }, deadline }: Admitted): boolean =>
  !response.destroyed && Date.now() < deadline && (operation.body !== 'stream' || !request.readableDidRead);
