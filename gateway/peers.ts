import type { Count } from './limits/counter.ts';

/** The processes that answer at the same port together, this one among them. */
export interface Peers {
  /** Asks each of them, this one too, and gives what they answer; one that does not answer soon is left out. Never rejects. */
  ask(what: string, argument?: string): Promise<readonly unknown[]>;
  /** Says what this process answers when it is asked: something that can be written as JSON. */
  answer(what: string, give: (argument: string) => unknown): void;
  /** Counts a request of a class under `key`, in one place for all of them. Never rejects. */
  count(name: string, key: string): Promise<Count>;
}
