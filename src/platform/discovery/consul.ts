import { setTimeout as pause } from 'node:timers/promises';
import type { Instance } from '../upstream/instance.ts';
import type { RegistryAddress } from './address.ts';
import { timeToLive, type Backend, type Entry, type Hold } from './backend.ts';
import { JsonClient, StatusError, type JsonAnswer, type JsonRequest } from './json-client.ts';

/** Characters that Consul allows in one value of a service's metadata; a record is longer. */
const longest = 512;

/** Milliseconds before the list is asked for anew whose index has gone back. */
const rest = 250;

/** Seconds that a blocking query may wait. */
const wait = 10;

interface Listed { readonly Service: { readonly ID: string; readonly Meta?: Readonly<Record<string, string>> | null } }

const cut = (record: string): Record<string, string> =>
  Object.fromEntries(Array.from({ length: Math.ceil(record.length / longest) }, (_, part) => [`record-${part}`, record.slice(part * longest, (part + 1) * longest)]));

function join(meta: Readonly<Record<string, string>>): string {
  let record = '';
  for (let part = 0; typeof meta[`record-${part}`] === 'string'; part += 1) record += meta[`record-${part}`];
  return record;
}

/**
 * Consul's agent: a service `<path>-<module>` with a TTL check per instance, its record in the metadata; the path is `aurora` unless the
 * URL has one. Consul API 1.x: https://developer.hashicorp.com/consul/api-docs/agent/service and …/health
 */
export class ConsulBackend implements Backend {
  readonly #json: JsonClient;
  readonly #token: Readonly<Record<string, string>>;
  readonly #prefix: string;

  constructor({ origin, password, path }: RegistryAddress) {
    this.#json = new JsonClient(origin);
    this.#token = password === '' ? {} : { 'x-consul-token': password };
    this.#prefix = `${path || 'aurora'}-`;
  }

  hold(module: string, { id, url }: Instance): Hold {
    const service = `${this.#prefix}${module}-${id}`;
    let there: string | undefined;
    const put = (path: string, body?: object) => this.#ask({ method: 'PUT', path, body });

    async function pass(): Promise<boolean> {
      try {
        await put(`/v1/agent/check/pass/${encodeURIComponent(`service:${service}`)}`);
        return true;
      } catch (error) {
        // The agent has forgotten it; older ones say so with 500.
        if (error instanceof StatusError && (error.status === 404 || error.status === 500)) return false;
        throw error;
      }
    }

    const register = (record: string) => {
      const { hostname, port, protocol } = new URL(url);
      return put('/v1/agent/service/register', {
        ID: service, Name: this.#prefix + module, Address: hostname.replace(/^\[|\]$/g, ''), Port: Number(port || (protocol === 'https:' ? 443 : 80)), Meta: cut(record),
        Check: { CheckID: `service:${service}`, TTL: `${timeToLive / 1000}s`, Status: 'passing', DeregisterCriticalServiceAfter: '1m' },
      });
    };

    return {
      renew: async record => {
        if (there === record && await pass()) return;
        there = undefined;
        await register(record);
        there = record;
      },
      release: async () => { await put(`/v1/agent/service/deregister/${encodeURIComponent(service)}`); },
    };
  }

  async follow(module: string, changed: (entries: readonly Entry[]) => Promise<void>, signal: AbortSignal): Promise<void> {
    const service = this.#prefix + module;
    for (let index = 0; !signal.aborted;) {
      // A tenth on top: Consul spreads the ends of waits by a sixteenth.
      const { answer, header } = await this.#ask<readonly Listed[]>({
        method: 'GET', path: `/v1/health/service/${service}`, query: { passing: 'true', ...(index > 0 ? { index: String(index), wait: `${wait}s` } : {}) }, wait: index > 0 ? wait * 1100 : 0, signal,
      });
      const next = Number(header('x-consul-index'));
      if (!(next > 0)) throw new Error('What answers is not Consul.');
      if (next !== index || index === 0) await changed(answer.map(({ Service: { ID, Meta } }) => ({ id: ID.slice(service.length + 1), record: join(Meta ?? {}) })));
      // An index that goes back stands for nothing any more. One that does so again and again must not be asked for as fast as it answers.
      const back = next < index;
      index = back ? 0 : next;
      if (back) await pause(rest, undefined, { ref: false, signal }).catch(() => undefined);
    }
  }

  close(): Promise<void> {
    return this.#json.close();
  }

  #ask<Answer>(request: JsonRequest): Promise<JsonAnswer<Answer>> {
    return this.#json.request<Answer>({ ...request, headers: this.#token });
  }
}
