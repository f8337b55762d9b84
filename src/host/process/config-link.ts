import { randomUUID } from 'node:crypto';
import type { AnyPort, CallContext } from '@aurora/kernel';
import type { ApiKeyLookup, Revocation } from '@aurora/platform/auth';

/** What a host asks of the config module. It is linked late: the config module may be one that this host is still putting together. */
export class ConfigLink {
  #port: AnyPort | undefined;

  link(port: AnyPort): void {
    this.#port = port;
  }

  get linked(): boolean {
    return this.#port !== undefined;
  }

  readonly apiKeys: ApiKeyLookup = {
    find: async id => (this.#port ? await this.#port['findKey']!({ id }, this.#context()) as Awaited<ReturnType<ApiKeyLookup['find']>> : undefined),
  };

  readonly pullRevocations = async (): Promise<readonly Revocation[]> => (this.#port ? (await this.#port['listRevocations']!({}, this.#context()) as { items: Revocation[] }).items : []);

  #context(): CallContext {
    return { correlationId: randomUUID(), traceparent: undefined, principal: { id: 'module:gateway', scopes: new Set(['config:read']) }, caller: 'gateway', deadline: Date.now() + 5_000, commandId: undefined, placements: {} };
  }
}
