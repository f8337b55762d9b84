import { kindOf, type CallContext } from '@aurora/kernel';
import { Unit, type ModuleDatabase, type Transaction } from '../persistence/index.ts';
import type { Logger } from '../telemetry/index.ts';
import { DeferredEvents, mostAttempts, type Deferred } from './deferred-events.ts';
import { LostLease } from './lost-lease.ts';
import type { Reaction, Reactions } from './reactions.ts';
import type { StoredEvent } from './stored-event.ts';
import { SubscriptionState } from './subscription-state.ts';

export interface SubscriptionOptions {
  /** Name of the module that listens. */
  readonly subscriber: string;
  readonly reactions: Reactions;
  readonly database: Pick<ModuleDatabase, 'queries' | 'transactions'>;
  readonly logger: Logger;
  /** Told after each commit of effects: there may be events among them, and answers may be others now. */
  readonly committed: () => void;
}

const crashed = 'The process ended while the event was being handled.';
const textOf = (error: unknown): string => String((error as Error).stack ?? error).slice(0, 4_000);

/**
 * One module's handling of another's events: each has its effect once, those of one aggregate in their order. An event whose handler
 * fails is kept and tried again; what follows in its stream waits behind it, all else goes on.
 */
export class Subscription {
  readonly source: string;
  readonly #options: SubscriptionOptions;
  /** By kind of event: what has another version is no other kind. */
  readonly #handlers: ReadonlyMap<string, Reaction>;
  readonly #state: SubscriptionState;
  readonly #deferred: DeferredEvents;
  /** Streams of which events are kept. */
  #held: ReadonlySet<string> = new Set();

  constructor(options: SubscriptionOptions) {
    const { database, reactions } = options;
    this.source = reactions.source;
    this.#options = options;
    this.#handlers = new Map(reactions.handlers.map(reaction => [kindOf(reaction.definition.type), reaction]));
    this.#state = new SubscriptionState(database, this.source);
    this.#deferred = new DeferredEvents(database.queries, this.source);
  }

  /** The position up to which everything has been handled, or kept for later. */
  get position(): number {
    return this.#state.position;
  }

  /** Takes the subscription over under `fence`; answers up to where events must be taken one by one, because handling them has ended a process. */
  async claim(fence: number): Promise<number | undefined> {
    const begun = await this.#state.claim(fence);
    this.#held = await this.#deferred.streams();
    return begun;
  }

  /** Rejects with `LostLease` where somebody else has moved the position. */
  confirm(): Promise<void> {
    return this.#state.confirm();
  }

  /**
   * Handles events that follow the position without a gap; those that it has passed are dropped. Resolves when all have had their effect
   * or are kept. Rejects with `LostLease`, or where the database is away.
   */
  async take(offered: readonly StoredEvent[]): Promise<void> {
    const events = offered.filter(({ position }) => position > this.position);
    if (events.length === 0) return;
    if (events[0]!.position !== this.position + 1) throw new Error(`events of ${this.source} after ${this.position} are missing: ${events[0]!.position} came`);
    await this.#state.begin(events.at(-1)!.position);
    try {
      await this.#state.advance(events.at(-1)!.position, async transaction => {
        for (const event of events) await this.#handleOrKeep(transaction, event);
      });
      this.#tell(events);
    } catch (error) {
      if (error instanceof LostLease) throw error;
      // One of them has failed, and nothing of them is done: which one shows by itself.
      for (const event of events) await this.takeAlone(event);
    }
  }

  /** The same for one event, which is kept if it fails. */
  async takeAlone(event: StoredEvent): Promise<void> {
    await this.#state.begin(event.position);
    try {
      await this.#state.advance(event.position, transaction => this.#handleOrKeep(transaction, event));
      this.#tell([event]);
    } catch (error) {
      if (error instanceof LostLease) throw error;
      await this.keep(event, textOf(error));
    }
  }

  /** Passes an event whose handling has failed, and keeps it; by default as one that has ended a process. */
  async keep(event: StoredEvent, error = crashed): Promise<void> {
    await this.#state.advance(event.position, transaction => this.#deferred.keep(transaction, event, error));
    this.#held = await this.#deferred.streams();
    this.#options.logger.warn({ 'event.action': 'event.deferred', ...this.#fields(event), 'error.message': error }, 'the handler of an event has failed; it is tried again');
  }

  /** Tries again what is kept and due, each stream as far as it gets. */
  async retry(): Promise<void> {
    if (this.#held.size === 0) return;
    for (let due = await this.#deferred.due(); due.length > 0; due = await this.#deferred.due()) {
      for (const one of due) await this.#retryOne(one);
    }
    this.#held = await this.#deferred.streams();
  }

  async #retryOne({ attempts, event }: Deferred): Promise<void> {
    const { logger } = this.#options;
    if (attempts >= mostAttempts) return this.#park({ event, attempts }, crashed);
    const now: Deferred = { event, attempts: attempts + 1 };
    // Counted before, so that one that ends the process counts as well.
    await this.#state.within(transaction => this.#deferred.note(transaction, now, crashed));
    try {
      await this.#state.within(async transaction => {
        await this.#handle(transaction, event);
        await this.#deferred.remove(transaction, now);
      });
      this.#tell([event]);
      logger.info({ 'event.action': 'event.recovered', ...this.#fields(event), 'labels.attempts': now.attempts }, 'an event that was kept has been handled');
    } catch (error) {
      if (error instanceof LostLease) throw error;
      if (now.attempts >= mostAttempts) return this.#park(now, textOf(error));
      await this.#state.within(transaction => this.#deferred.note(transaction, now, textOf(error)));
    }
  }

  async #park(deferred: Deferred, error: string): Promise<void> {
    await this.#state.within(transaction => this.#deferred.note(transaction, deferred, error, 'parked'));
    this.#options.logger.error({ 'event.action': 'event.parked', ...this.#fields(deferred.event), 'error.message': error }, 'an event is parked until an operator acts');
  }

  async #handleOrKeep(transaction: Transaction, event: StoredEvent): Promise<void> {
    if (this.#held.has(event.stream_id)) await this.#deferred.keep(transaction, event);
    else await this.#handle(transaction, event);
  }

  async #handle(transaction: Transaction, event: StoredEvent): Promise<void> {
    const reaction = this.#handlers.get(kindOf(event.event_type));
    if (!reaction) return;
    const unit = new Unit(transaction, this.#contextOf(event), new Date().toISOString(), event.event_id);
    await reaction.handle(event, unit);
    await unit.flush();
    transaction.em.clear();
  }

  #tell(events: readonly StoredEvent[]): void {
    if (events.some(({ event_type }) => this.#handlers.has(kindOf(event_type)))) this.#options.committed();
  }

  #contextOf({ event_id, metadata }: StoredEvent): CallContext {
    return {
      correlationId: metadata.correlation_id, traceparent: metadata.traceparent, principal: { id: `module:${this.#options.subscriber}`, scopes: new Set() },
      caller: undefined, deadline: Infinity, commandId: `event:${event_id}`, placements: {},
    };
  }

  #fields({ event_id, event_type, position }: StoredEvent): Readonly<Record<string, unknown>> {
    return { 'labels.source': this.source, 'labels.position': position, 'labels.event_type': event_type, 'labels.event_id': event_id };
  }
}
