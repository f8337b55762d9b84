import type { Instance } from '../upstream/instance.ts';
import type { Backend, Entry, Hold } from './backend.ts';

/** A backend whose client is loaded when it is first asked: who finds services in another way does without it. */
export class LateBackend implements Backend {
  readonly #load: () => Promise<Backend>;
  #loaded: Promise<Backend> | undefined;

  constructor(load: () => Promise<Backend>) {
    this.#load = load;
  }

  hold(module: string, instance: Instance): Hold {
    let hold: Promise<Hold> | undefined;
    const held = (): Promise<Hold> => hold ??= this.#backend().then(backend => backend.hold(module, instance));
    return { renew: async record => (await held()).renew(record), release: async () => (await held()).release() };
  }

  async follow(module: string, changed: (entries: readonly Entry[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    return (await this.#backend()).follow(module, changed, signal);
  }

  async close(): Promise<void> {
    await (await this.#loaded)?.close();
  }

  #backend(): Promise<Backend> {
    return this.#loaded ??= this.#load();
  }
}
