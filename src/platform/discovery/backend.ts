import type { Instance } from '../upstream/instance.ts';

/** What a registry has of one instance. Nothing of it has been proven. */
export interface Entry {
  readonly id: string;
  readonly record: string;
}

/** Milliseconds that an entry lasts after it was renewed. */
export const timeToLive = 5_000;

/** Milliseconds that a registry has for one answer, beyond what it was asked to wait. */
export const patience = 2_000;

/** One entry of this process. */
export interface Hold {
  /** Puts the record there, or has it last longer; whatever became of it meanwhile. Rejects where the registry is away. */
  renew(record: string): Promise<void>;
  /** Takes it out. Rejects where the registry is away. */
  release(): Promise<void>;
}

/** A registry's server. */
export interface Backend {
  hold(module: string, instance: Instance): Hold;
  /**
   * Tells of all entries of a module: those there are, then all again with every change, within a second of it. Waits for `changed`.
   * Resolves when it should be begun again, for whatever reason; rejects where the registry is away.
   */
  follow(module: string, changed: (entries: readonly Entry[]) => Promise<void>, signal: AbortSignal): Promise<void>;
  close(): Promise<void>;
}
