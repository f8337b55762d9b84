import { timeToLive, type Hold } from '../backend.ts';
import { StatusError } from '../json-client.ts';
import { encode, type EtcdClient } from './client.ts';

interface Stored { readonly kvs?: readonly { readonly value: string; readonly lease?: string }[] }

/** One key under a lease. */
export class EtcdHold implements Hold {
  readonly #client: EtcdClient;
  readonly #key: string;
  #lease: string | undefined;

  constructor(client: EtcdClient, key: string) {
    this.#client = client;
    this.#key = encode(key);
  }

  async renew(record: string): Promise<void> {
    const value = encode(record);
    if (await this.#keptAlive() && await this.#stands(value)) return;
    this.#lease ??= (await this.#client.call<{ ID: string }>('/v3/lease/grant', { TTL: timeToLive / 1000 })).ID;
    await this.#client.call('/v3/kv/put', { key: this.#key, value, lease: this.#lease });
  }

  async release(): Promise<void> {
    if (this.#lease === undefined) return;
    await this.#client.call('/v3/lease/revoke', { ID: this.#lease }).catch(error => {
      // It has expired.
      if (!(error instanceof StatusError && error.status === 404)) throw error;
    });
  }

  async #keptAlive(): Promise<boolean> {
    if (this.#lease === undefined) return false;
    const { result } = await this.#client.call<{ result: { TTL?: string } }>('/v3/lease/keepalive', { ID: this.#lease });
    if (Number(result.TTL ?? 0) <= 0) this.#lease = undefined;
    return this.#lease !== undefined;
  }

  /** Whether the key is there as it was put. */
  async #stands(value: string): Promise<boolean> {
    const { kvs = [] } = await this.#client.call<Stored>('/v3/kv/range', { key: this.#key });
    return kvs[0]?.value === value && kvs[0].lease === this.#lease;
  }
}
