import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError } from '@aurora/kernel';
import { Breaker, type BreakerState } from '../resilience/breaker.ts';
import { fullJitter, RetryBudget, type CallPolicy } from '../resilience/index.ts';
import type { MemberStatus } from './cluster-member.ts';
import type { Member, Members } from './member.ts';
import { tryFailureOf, type TryFailure } from './try-failure.ts';

/** An answer that has begun. */
export interface Begun {
  readonly status: number;
  /** Value of `Retry-After` in seconds, if the answer has one. */
  readonly retryAfter: number | undefined;
  /** The answer says that the same command is under way: the one that this repeats. */
  readonly running?: boolean;
  /** Lets go of the answer without having read it. */
  discard(): void;
}

/** One call, as a target makes it. */
export interface Call<Answer extends Begun> {
  readonly policy: CallPolicy;
  /** When the answer is of no use any more, in milliseconds since the epoch. */
  readonly deadline: number;
  /** Whether the request can be sent again: nothing of its body is gone. */
  readonly repeatable: () => boolean;
  /** Sends the request to an instance; resolves once an answer has begun, and rejects if none has within `milliseconds`. */
  readonly send: (member: Member, milliseconds: number) => Promise<Answer>;
  /** Whether the client is still there. */
  readonly wanted: () => boolean;
}

/** Where the requests of one module go at one placement: its instances, under one breaker, one bulkhead and one budget of repeats. */
export interface TargetOptions {
  /** `subject@service`. */
  readonly name: string;
  readonly members: Members;
  /** Calls at once; beyond it they are refused. */
  readonly capacity: number;
  /** Told of each repeat, with why the try before it was not enough. */
  readonly repeated?: (why: string) => void;
}

/** Statuses with which a service says that another try may do. */
const passing = new Set([502, 503, 504]);

/** Statuses that speak against the target; a full disk or a missing feature do not. */
const speaksAgainst = (status: number): boolean => status >= 500 && status !== 501 && status !== 507;

interface Ended<Answer> {
  readonly failed: boolean;
  readonly answer?: Answer;
  readonly failure?: TryFailure;
}

export class Target {
  readonly name: string;
  readonly #members: Members;
  readonly #capacity: number;
  readonly #repeated: ((why: string) => void) | undefined;
  readonly #breaker = new Breaker();
  readonly #budget = new RetryBudget();
  #calls = 0;

  constructor({ name, members, capacity, repeated }: TargetOptions) {
    this.name = name;
    this.#members = members;
    this.#capacity = capacity;
    this.#repeated = repeated;
  }

  get breaker(): BreakerState {
    return this.#breaker.state;
  }

  /** Calls that have not been answered yet. */
  get calls(): number {
    return this.#calls;
  }

  get instances(): readonly MemberStatus[] {
    return this.#members.members;
  }

  /** Ends its connections. */
  close(): Promise<void> {
    return this.#members.close();
  }

  /**
   * Makes the call, with as many tries as its policy and the budget allow. Resolves with an answer that has begun, whatever its
   * status. Rejects with a `TryFailure` where none has, with `DEADLINE_EXCEEDED` when the time is up, and with `UNAVAILABLE` while
   * the breaker is open, the bulkhead full, or no instance known.
   */
  async call<Answer extends Begun>(call: Call<Answer>): Promise<Answer> {
    if (this.#calls >= this.#capacity) throw new AuroraError('UNAVAILABLE', 'Too many requests wait for the same service.', { retryAfter: 1 });
    this.#budget.request();
    const probe = this.#breaker.admit();
    this.#calls += 1;
    let ended: Ended<Answer> | undefined;
    try {
      ended = await this.#tries(call);
    } finally {
      this.#calls -= 1;
      this.#breaker.ended(probe, ended?.failed);
    }
    if (ended.failure) throw ended.failure;
    return ended.answer!;
  }

  async #tries<Answer extends Begun>(call: Call<Answer>): Promise<Ended<Answer>> {
    let tried: Set<Member> | undefined;
    let member = this.#members.pick();
    for (let number = 1; ; number += 1) {
      if (!member) throw new AuroraError('UNAVAILABLE', 'No instance of the service is known.', { retryAfter: 1 });
      const left = call.deadline - Date.now();
      if (left <= 0) throw new AuroraError('DEADLINE_EXCEEDED');
      let ended: Ended<Answer>;
      try {
        const answer = await call.send(member, Math.min(left, call.policy.tryTimeout));
        ended = { failed: speaksAgainst(answer.status), answer };
      } catch (error) {
        if (error instanceof AuroraError) throw error;
        ended = { failed: true, failure: tryFailureOf(error) };
      }
      const pause = this.#pauseBeforeRepeat(call, ended, number);
      if (pause === undefined) return ended;
      tried ??= new Set();
      tried.add(member);
      member = this.#members.pick(tried);
      // Who breaks the connection twice over the same request will do so again.
      if (ended.failure?.fault === 'broken' && number > 1 && tried.has(member!)) return ended;
      ended.answer?.discard();
      if (pause > 0) await wait(pause);
      if (!call.wanted()) throw new AuroraError('DEADLINE_EXCEEDED', 'Nobody waits for the answer any more.');
    }
  }

  /** Milliseconds to wait before the next try; undefined if there is to be none. */
  #pauseBeforeRepeat<Answer extends Begun>({ policy, deadline, repeatable, wanted }: Call<Answer>, { answer, failure }: Ended<Answer>, number: number): number | undefined {
    const underWay = number > 1 && answer?.running === true;
    const why = failure?.fault ?? (answer && (underWay || passing.has(answer.status)) ? String(answer.status) : undefined);
    if (why === undefined || !wanted() || !repeatable()) return undefined;
    // What nobody has received goes to another whatever its kind; the command that an earlier try began is waited for.
    if (number >= policy.tries && !underWay && !(failure?.fault === 'refused' && number < 3)) return undefined;
    const pause = Math.max(fullJitter(number), (answer?.retryAfter ?? 0) * 1000);
    if (Date.now() + pause >= deadline) return undefined;
    // What no instance has received is no load on any.
    if (failure?.fault !== 'refused' && !this.#budget.take()) return undefined;
    this.#repeated?.(why);
    return pause;
  }
}
