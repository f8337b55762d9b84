import type { Instance } from '../../upstream/instance.ts';
import type { RegistryAddress } from '../address.ts';
import type { Backend, Entry, Hold } from '../backend.ts';
import { decode, encode, EtcdClient } from './client.ts';
import { EtcdHold } from './hold.ts';

/** Milliseconds after which a stream that tells nothing is begun again: whether its server is still there can't be seen. */
const idle = 15_000;

interface KeyValue { readonly key: string; readonly value?: string }
interface Listed { readonly header: { readonly revision: string }; readonly kvs?: readonly KeyValue[] }
interface Told { readonly canceled?: boolean; readonly cancel_reason?: string; readonly events?: readonly { readonly type?: 'PUT' | 'DELETE'; readonly kv: KeyValue }[] }

/** etcd: one key per instance, under a lease, below `<path>/<module>/`; the path is `aurora` unless the URL has one. */
export class EtcdBackend implements Backend {
  readonly #client: EtcdClient;
  readonly #prefix: string;

  constructor(address: RegistryAddress) {
    this.#client = new EtcdClient(address);
    this.#prefix = `/${address.path || 'aurora'}/`;
  }

  hold(module: string, { id }: Instance): Hold {
    return new EtcdHold(this.#client, `${this.#prefix}${module}/${id}`);
  }

  async follow(module: string, changed: (entries: readonly Entry[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    const prefix = `${this.#prefix}${module}/`;
    // All keys from the prefix up to the first that does not begin with it: '0' comes after '/'.
    const range = { key: encode(prefix), range_end: encode(prefix.replace(/\/$/, '0')) };
    const { header, kvs = [] } = await this.#client.call<Listed>('/v3/kv/range', range, signal);
    const entries = new Map<string, Entry>();
    const put = ({ key, value = '' }: KeyValue) => entries.set(key, { id: decode(key).slice(prefix.length), record: decode(value) });
    for (const kv of kvs) put(kv);
    await changed([...entries.values()]);
    try {
      for await (const told of this.#watch({ ...range, start_revision: String(BigInt(header.revision) + 1n) }, signal)) {
        // As when etcd has dropped what came between the list and the stream: the next list has it.
        if (told.canceled) throw new Error(`etcd ended the watch: ${told.cancel_reason ?? 'without a reason'}`);
        for (const { type, kv } of told.events ?? []) {
          if (type === 'DELETE') entries.delete(kv.key);
          else put(kv);
        }
        if (told.events) await changed([...entries.values()]);
      }
    } catch (error) {
      if ((error as { code?: unknown }).code === 'UND_ERR_BODY_TIMEOUT') return;
      throw error;
    }
    throw new Error('etcd ended the watch');
  }

  close(): Promise<void> {
    return this.#client.close();
  }

  #watch(request: object, signal: AbortSignal): AsyncGenerator<Told> {
    return this.#client.stream<Told>('/v3/watch', { create_request: request }, idle, signal);
  }
}
