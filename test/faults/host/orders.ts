import type { DatabaseLocation } from '@aurora/platform/persistence';

/** How the events come from the one who tells to the one who hears. */
export const pipes = ['process', 'http', 'rabbitmq'] as const;
export type Pipe = (typeof pipes)[number];

/** What a host process is started with. */
export interface HostOrders {
  /** Of this process alone; those that come after it in its place have others. */
  readonly name: string;
  readonly seed: number;
  readonly things: number;
  /** From which it hears at first. */
  readonly pipe: Pipe;
  /** Where it changes things; undefined for one that only hears. */
  readonly teller: DatabaseLocation | undefined;
  /** Where it notes what it hears; undefined for one that only tells. */
  readonly hearer: DatabaseLocation | undefined;
  /** Reads by `seq > last` and has no positions: what must go wrong. */
  readonly naive: boolean;
  /** Where a teller serves its events to other processes, and those who hear find it. */
  readonly http: { readonly port: number; readonly urls: readonly string[]; readonly key: string } | undefined;
  /** Where a teller publishes its events, and those who hear have their queue. */
  readonly broker: { readonly url: string } | undefined;
  /** What its handler does at the events of one thing. */
  readonly poison: { readonly thing: string; readonly does: 'throw' | 'die' } | undefined;
}

/** What a host process is told while it runs, one per line of its input. */
export type Order =
  /** Do that many commands, so many at once. */
  | { readonly write: number; readonly atOnce: number }
  /** Once the next transaction of the work is about to be committed, stand still (as by SIGSTOP) or end (as by SIGKILL). */
  | { readonly arm: 'SIGSTOP' | 'SIGKILL'; readonly work: Work }
  /** Hear through that pipe from now on. */
  | { readonly pipe: Pipe }
  | { readonly stop: true };

/** What one host does for all. */
export type Work = 'stamping' | 'handling' | 'publishing';

/** The names of their leases, as SQL matches them. */
export const leases: Readonly<Record<Work, string>> = { stamping: 'giving%', handling: 'handling%', publishing: 'publishing%' };

/** What a host process says, one per line of its output. */
export type Word =
  | { readonly says: 'ready' }
  /** Said before the transaction of a command: it may be committed from now on. `rollBack`: it is not going to be. */
  | { readonly says: 'begun'; readonly token: string; readonly things: readonly string[]; readonly rollBack: boolean }
  /** It has been committed, with these versions. */
  | { readonly says: 'done'; readonly token: string; readonly versions: readonly number[] }
  | { readonly says: 'undone'; readonly token: string }
  /** The database has not said what became of it. */
  | { readonly says: 'failed'; readonly token: string; readonly error: string }
  /** It has the lease of a work. */
  | { readonly says: 'took'; readonly work: Work; readonly fence: number }
  /** It hears through that pipe. */
  | { readonly says: 'switched'; readonly pipe: Pipe }
  /** It stands still, or ends, with a transaction that is to be committed. */
  | { readonly says: 'armed'; readonly work: Work };
