import type { Dispatcher } from 'undici';
import type { MemberStatus } from './cluster-member.ts';
import type { Instance } from './instance.ts';

/**
 * How a try ended, as far as it says something of the instance: it answered, below 500 or not; it failed, by its connection or
 * by its silence; or nobody waited for it to end.
 */
export type TryOutcome = 'answered' | 'failed' | 'abandoned';

/** An instance as requests are sent to it. */
export interface Member {
  readonly instance: Instance;
  /** Its keep-alive connections. */
  readonly dispatcher: Dispatcher;
  /** Tries that have begun and not ended. */
  readonly pending: number;
  begin(): void;
  end(outcome: TryOutcome): void;
}

/** The instances that answer for one module, and the choice among them. */
export interface Members {
  /** Every instance there is, and those that are still draining, as operators see them. */
  readonly members: readonly MemberStatus[];
  /** The instance for the next try: another than those in `tried` if there is one that is well. Undefined where there is none at all. */
  pick(tried?: ReadonlySet<Member>): Member | undefined;
  /** Ends all connections; what is under way is cut. */
  close(): Promise<void>;
}
