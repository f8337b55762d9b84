import type { ServiceIdentifier } from 'inversify';
import type { Adoption } from '../adoption/index.ts';
import type { Reactions } from '../events/reactions.ts';
import type { Commands, Ids, Pace, Queries, Transactions } from '../persistence/index.ts';
import type { Logger } from '../telemetry/index.ts';
import type { Settings } from '../settings/index.ts';
import type { SagaExecutor } from '../saga/executor.ts';
import type { Storage } from '../storage/index.ts';

/** What the platform binds in every module's container. */
export const services = {
  queries: Symbol.for('aurora.queries') as ServiceIdentifier<Queries>,
  commands: Symbol.for('aurora.commands') as ServiceIdentifier<Commands>,
  transactions: Symbol.for('aurora.transactions') as ServiceIdentifier<Transactions>,
  ids: Symbol.for('aurora.ids') as ServiceIdentifier<Ids>,
  /** How long the module's transactions take in this process. */
  pace: Symbol.for('aurora.pace') as ServiceIdentifier<Pace>,
  settings: Symbol.for('aurora.settings') as ServiceIdentifier<Settings>,
  logger: Symbol.for('aurora.logger') as ServiceIdentifier<Logger>,
  secrets: Symbol.for('aurora.secrets') as ServiceIdentifier<Secrets>,
  /** What URLs of the API begin with for clients: `https://syllabi.example.edu/api/v1`. */
  apiUrl: Symbol.for('aurora.apiUrl') as ServiceIdentifier<string>,
  /** What the module does about the events of others, if it listens to any: bound by the module. */
  reactions: Symbol.for('aurora.reactions') as ServiceIdentifier<readonly Reactions[]>,
  /** What carries out the module's sagas, if it has any: bound by the module. */
  sagas: Symbol.for('aurora.sagas') as ServiceIdentifier<SagaExecutor>,
  /** How the module takes over rows of another application, if it does: bound by the module. */
  adoption: Symbol.for('aurora.adoption') as ServiceIdentifier<Adoption>,
  /** How the module's files move between stores, if it keeps any: bound by the module. */
  storage: Symbol.for('aurora.storage') as ServiceIdentifier<Storage>,
  /** What of the module's own is measured, if anything is: bound by the module. */
  measures: Symbol.for('aurora.measures') as ServiceIdentifier<readonly Measure[]>,
  background: Symbol.for('aurora.background') as ServiceIdentifier<Background>,
} as const;

/** A number that a module shows, as a gauge. */
export interface Measure {
  /** As in `aurora_file_scans_pending`. */
  readonly name: string;
  readonly help: string;
  /** Answers at once. */
  readonly read: () => number;
}

/** Keys shared by all hosts of a deployment. */
export interface Secrets {
  /** A key of 32 bytes for one purpose, the same in every host. The current one first; older ones only verify. */
  keys(purpose: string): readonly { readonly id: string; readonly key: Buffer }[];
}

/** Work that goes on without being asked: started when the host is ready, stopped before the databases close. */
export interface Background {
  /**
   * Runs `task` every `interval` milliseconds, never twice at once, in the hosts that do the module's background work or, if it is said so,
   * in all; what it throws is logged. Who takes long ends when the signal that he is given is aborted: a host that stops waits for him. Answers what lets it run at once besides, or once more where it is running: without effect before the
   * start, after the end, and in a host that is not to run it.
   */
  every(name: string, interval: number, task: (signal: AbortSignal) => Promise<void>, where?: { readonly everywhere?: boolean }): () => void;
  /** Runs once at the start, before requests are taken. */
  atStart(name: string, task: () => Promise<void>): void;
}
