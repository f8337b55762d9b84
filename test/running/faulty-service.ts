import { Agent, createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { listen } from './listen.ts';

/** What is planted in answers to clients' requests: `undefined` for none. */
export interface Fault {
  /** Makes another body of an answer's. */
  readonly body?: (path: string, body: string) => string;
  /** Milliseconds that each answer waits. */
  readonly delay?: number;
  /** One of so many requests is answered with 500. */
  readonly failing?: number;
}

/** Stands before a service and answers as it does, but for a fault. Dispose of it with `await using`. */
export class FaultyService implements AsyncDisposable {
  fault: Fault;
  readonly #resources: AsyncDisposableStack;
  readonly #agent: Agent;
  #target: URL | undefined;
  #requests = 0;

  private constructor(fault: Fault, agent: Agent, resources: AsyncDisposableStack) {
    this.fault = fault;
    this.#agent = agent;
    this.#resources = resources;
  }

  /** Listens at `url`, at a free port unless one is named; what it stands before is said later. */
  static async open(fault: Fault, port?: number): Promise<{ readonly url: string; readonly faulty: FaultyService }> {
    await using opening = new AsyncDisposableStack();
    const agent = opening.adopt(new Agent({ keepAlive: true }), one => one.destroy());
    const { url, close } = await listen(createServer((incoming, response) => { void faulty.#answer(incoming, response).catch(() => response.destroy()); }), port);
    opening.defer(close);
    const faulty = new FaultyService(fault, agent, opening.move());
    return { url, faulty };
  }

  before(url: string): void {
    this.#target = new URL(url);
  }

  async #answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    const { body, delay, failing } = /^\/(?:health|internal)\b/.test(incoming.url!) ? {} : this.fault;
    this.#requests += 1;
    if (failing !== undefined && this.#requests % failing === 0) {
      response.writeHead(500, { 'content-type': 'application/json' }).end('{"error_code":"INTERNAL"}');
      return;
    }
    const { hostname, port } = this.#target!;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    incoming.pipe(send({ hostname, port, path: incoming.url, method: incoming.method, headers: { ...incoming.headers, 'accept-encoding': 'identity' }, agent: this.#agent }).once('response', resolve).once('error', reject));
    const answer = await promise;
    const bytes = await buffer(answer);
    if (delay !== undefined) await wait(delay);
    const changed = body && /json/.test(answer.headers['content-type'] ?? '') ? Buffer.from(body(incoming.url!, bytes.toString())) : bytes;
    response.writeHead(answer.statusCode!, { ...answer.headers, ...(changed.length === bytes.length ? {} : { 'content-length': String(changed.length) }) }).end(changed);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
