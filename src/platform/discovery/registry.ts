import type { Instance, InstanceSource } from '../upstream/instance.ts';

/** Where instances make themselves known, and are found. */
export interface Registry {
  /** The instances of a module. Those known last go on while the registry is away, also from one start to the next. */
  instances(module: string): InstanceSource;
  /**
   * Makes an instance known for as long as this process lives. Resolves when that has been tried once: where the registry is away, it
   * is tried again until it is back. The address is scheme, host and port.
   */
  register(module: string, instance: Instance): Promise<Registration>;
  /** Ends all watching and renewing. What is registered stays until it expires. */
  close(): Promise<void>;
}

export interface Registration {
  /** Takes the instance out of the registry. Where the registry is away, it expires by itself. Does not reject. */
  deregister(): Promise<void>;
}

/** What an operator should know of. */
export interface Notice {
  readonly action: 'registry.away' | 'registry.back' | 'registry.refused' | 'registry.unkept';
  readonly message: string;
  readonly module: string;
  /** The entry concerned, by its id; never its record. */
  readonly entry?: string;
  readonly error?: unknown;
}

export type Report = (notice: Notice) => void;
