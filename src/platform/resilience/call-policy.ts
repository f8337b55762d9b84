import type { Operation } from '@aurora/kernel';

/** How long a call to another process may take, and how often it is tried. */
export interface CallPolicy {
  /** Milliseconds for everything, tries and waits together. */
  readonly deadline: number;
  /** Milliseconds in which a try must have begun to answer. */
  readonly tryTimeout: number;
  /** Tries in all, the first included; 1 for what must not be repeated. */
  readonly tries: number;
}

/** What a deployment changes of an operation's policy. */
export type CallPolicyOverride = Partial<CallPolicy>;

/** What the contract says of calling `operation`, with what a deployment has changed. */
export function callPolicyOf(operation: Operation, override: CallPolicyOverride = {}): CallPolicy {
  // The module itself gives up when its contract says so.
  const deadline = Math.min(override.deadline ?? operation.timeout, operation.timeout);
  return {
    deadline,
    tryTimeout: Math.min(deadline, override.tryTimeout ?? operation.tryTimeout),
    tries: operation.idempotent ? override.tries ?? operation.tries : 1,
  };
}
