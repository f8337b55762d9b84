import { randomUUID } from 'node:crypto';
import type { AnyPort, CallContext } from '@aurora/kernel';
import type { Instance } from '../upstream/instance.ts';
import { patience, timeToLive, type Backend, type Entry, type Hold } from './backend.ts';

/** Milliseconds that the config module waits for a change before it answers all the same. */
const wait = 2_000;

/** The config module as `caller` holds it: a module speaks for its own instances alone. Undefined while it cannot be reached. */
export type ConfigPortFor = (caller: string) => AnyPort | undefined | Promise<AnyPort | undefined>;

interface Listed { readonly items: readonly Entry[]; readonly state: string }

function contextOf(caller: string, time: number): CallContext {
  return {
    correlationId: randomUUID(), traceparent: undefined, principal: { id: `module:${caller}`, scopes: new Set(['config:read']) }, caller,
    deadline: Date.now() + time, commandId: randomUUID(), placements: {},
  };
}

/** The config module, through its port. */
export class EmbeddedBackend implements Backend {
  readonly #portFor: ConfigPortFor;

  constructor(portFor: ConfigPortFor) {
    this.#portFor = portFor;
  }

  hold(module: string, { id }: Instance): Hold {
    const call = (operation: string, input: Readonly<Record<string, unknown>>) => this.#call(module, operation, { module, id, ...input }, patience);
    return {
      renew: async record => { await call('registerInstance', { record, ttl: timeToLive }); },
      release: async () => { await call('deregisterInstance', {}); },
    };
  }

  async follow(module: string, changed: (entries: readonly Entry[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let known = ''; !signal.aborted;) {
      const { items, state } = await this.#call('gateway', 'listInstances', { module, after: known, wait: known === '' ? 0 : wait }, wait + patience) as Listed;
      if (state !== known) await changed(items);
      known = state;
    }
  }

  async close(): Promise<void> { /* the port is the host's */ }

  async #call(caller: string, operation: string, input: Readonly<Record<string, unknown>>, time: number): Promise<unknown> {
    const port = await this.#portFor(caller);
    if (!port) throw new Error('The config module is not reached.');
    return port[operation]!(input, contextOf(caller, time));
  }
}
