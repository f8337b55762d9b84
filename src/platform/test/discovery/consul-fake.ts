import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

interface Service {
  readonly ID: string;
  readonly Name: string;
  readonly Address: string;
  readonly Port: number;
  readonly Meta: Readonly<Record<string, string>>;
  readonly Check: { readonly CheckID: string; readonly TTL: string; readonly Status: string; readonly DeregisterCriticalServiceAfter: string };
}

interface Registered { readonly service: Service; expires: number }

/**
 * What the registry uses of a Consul agent, as its API's documentation says it, in memory: Consul itself is in no package that the tests
 * can install. It holds to the limits of the metadata, to tokens, to TTL checks and to blocking queries with their index. Written from
 * https://developer.hashicorp.com/consul/api-docs (agent/service, agent/check, health, features/blocking).
 */
export class ConsulFake implements AsyncDisposable {
  /** Requests answered with 403 for their token. */
  forbidden = 0;
  /** Blocking queries that wait. */
  queries = 0;
  /** Queries that were given up by who asked. */
  abandoned = 0;
  /** Queries without an index. */
  beginnings = 0;
  /** Services that were registered, each time. */
  registrations = 0;
  /** When each query came, milliseconds since the epoch. */
  readonly times: number[] = [];
  /** Whether every answer has a lower index than was asked for, at once. */
  falling = false;
  #index = 10;
  readonly #services = new Map<string, Registered>();
  readonly #token: string;
  #waiting: { readonly index: number; readonly done: () => void }[] = [];
  #server = this.#serve();
  #port = 0;
  readonly #expiry = setInterval(() => this.#expire(), 50);

  private constructor(token: string) {
    this.#token = token;
  }

  static async start(token: string): Promise<ConsulFake> {
    const fake = new ConsulFake(token);
    await fake.listen();
    return fake;
  }

  get port(): number {
    return this.#port;
  }

  service(id: string): Service | undefined {
    return this.#services.get(id)?.service;
  }

  /** When the check of a service turns critical, in milliseconds since the epoch; 0 if there is none. */
  expires(id: string): number {
    return this.#services.get(id)?.expires ?? 0;
  }

  put(service: Service, ttl = parseInt(service.Check.TTL, 10) * 1000): void {
    this.#services.set(service.ID, { service, expires: Date.now() + ttl });
    this.#change();
  }

  remove(id: string): void {
    if (this.#services.delete(id)) this.#change();
  }

  /** As after a restart without its state: the index begins anew. */
  forgetIndex(): void {
    this.#index = 1;
    for (const { done } of this.#waiting.splice(0)) done();
  }

  async listen(): Promise<void> {
    this.#server = this.#serve();
    await new Promise<void>(resolve => { this.#server.listen(this.#port, '127.0.0.1', resolve); });
    this.#port = (this.#server.address() as AddressInfo).port;
  }

  async away(): Promise<void> {
    const closed = new Promise(resolve => { this.#server.close(resolve); });
    this.#server.closeAllConnections();
    await closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#expiry);
    if (this.#server.listening) await this.away();
  }

  #serve() {
    return createServer((request, response) => { this.#answer(request, response).catch(error => response.writeHead(500).end(String(error))); });
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url!, 'http://consul');
    const path = decodeURIComponent(pathname);
    const body = await text(request);
    if (request.headers['x-consul-token'] !== this.#token) {
      this.forbidden += 1;
      response.writeHead(403).end('Permission denied');
    } else if (request.method === 'PUT') this.#put(path, body, response);
    else await this.#list(path.slice('/v1/health/service/'.length), searchParams, response);
  }

  #put(path: string, body: string, response: ServerResponse): void {
    const [, id = ''] = /^\/v1\/agent\/(?:service\/deregister|check\/pass)\/(?:service:)?(.+)$/.exec(path) ?? [];
    const known = this.#services.get(id);
    if (path === '/v1/agent/service/register') {
      const service = JSON.parse(body) as Service;
      const metadata = Object.entries(service.Meta);
      if (metadata.length > 64 || metadata.some(([key, value]) => !/^[A-Za-z0-9_-]{1,128}$/.test(key) || value.length > 512)) {
        response.writeHead(400).end('Invalid Service Meta');
        return;
      }
      this.registrations += 1;
      this.put(service);
    } else if (!known) {
      response.writeHead(404).end('Unknown service or check ID');
      return;
    } else if (path.startsWith('/v1/agent/service/deregister/')) this.remove(id);
    else {
      const wasPassing = known.expires > Date.now();
      known.expires = Date.now() + parseInt(known.service.Check.TTL, 10) * 1000;
      if (!wasPassing) this.#change();
    }
    response.writeHead(200).end();
  }

  async #list(name: string, parameters: URLSearchParams, response: ServerResponse): Promise<void> {
    const index = Number(parameters.get('index') ?? 0);
    this.times.push(Date.now());
    if (index === 0) this.beginnings += 1;
    response.once('close', () => { if (!response.writableFinished) this.abandoned += 1; });
    if (this.falling) this.#index = index > 1 ? index - 1 : 10;
    else if (index > 0 && index >= this.#index) {
      const seconds = parseInt(parameters.get('wait') ?? '300s', 10);
      this.queries += 1;
      await new Promise<void>(resolve => {
        this.#waiting.push({ index, done: resolve });
        setTimeout(resolve, seconds * 1000).unref();
        response.once('close', resolve);
      });
      this.queries -= 1;
    }
    const services = [...this.#services.values()].filter(({ service, expires }) => service.Name === name && (parameters.get('passing') === null || expires > Date.now()));
    response.writeHead(200, { 'content-type': 'application/json', 'x-consul-index': this.#index }).end(JSON.stringify(services.map(({ service: { ID, Name, Address, Port, Meta } }) =>
      ({ Node: { Node: 'fake' }, Service: { ID, Service: Name, Address, Port, Meta }, Checks: [] }))));
  }

  /** A check that turns critical changes the answers too. */
  #expire(): void {
    for (const registered of this.#services.values()) {
      if (registered.expires === 0 || registered.expires > Date.now()) continue;
      registered.expires = 0;
      this.#change();
    }
  }

  #change(): void {
    this.#index += 1;
    const over = this.#waiting.filter(({ index }) => this.#index > index);
    this.#waiting = this.#waiting.filter(waiter => !over.includes(waiter));
    for (const { done } of over) done();
  }
}
