import { createServer, request as send, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from './listen.ts';

/** Where a request is stopped: before it is passed on, or when its answer is there and has not been given. */
export type Side = 'request' | 'answer';

interface Hold { readonly side: Side; readonly number: number; readonly reached: () => void; readonly released: Promise<void>; readonly passed: () => void }

/** What waits at a hold. */
export interface Held {
  /** Resolves once a request has come there. */
  readonly reached: Promise<void>;
  /** Lets it go on, even if nobody waits for it any more. */
  release(): void;
  /** Ends it without an answer. */
  drop(): void;
  /** Resolves once it has gone on and come to its end. */
  readonly passed: Promise<void>;
}

/**
 * Stands between a caller and a host and passes requests on, one answer for each, until it is told to stop one at a point, or
 * to be as if the host were away. What reads events is passed on and not counted. Bodies are small here: they are read whole.
 */
export class HoldingProxy implements AsyncDisposable {
  readonly url: string;
  /** `POST /internal/…`, in the order in which they came since the last hold. */
  requests: string[] = [];
  /** As if the host were away: connections end without an answer. */
  away = false;
  #hold: Hold | undefined;
  readonly #target: string;
  readonly #close: () => Promise<void>;

  private constructor(target: string, url: string, close: () => Promise<void>) {
    this.#target = target;
    this.url = url;
    this.#close = close;
  }

  static async open(target: string): Promise<HoldingProxy> {
    const server = createServer((incoming, response) => { void proxy.#pass(incoming, response).catch(() => response.destroy()); });
    const { url, close } = await listen(server);
    const proxy = new HoldingProxy(target, url, close);
    return proxy;
  }

  /** Stops the request with this number, counted from 1 and from now. */
  hold(side: Side, number: number): Held {
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    const { promise: released, resolve: release, reject } = Promise.withResolvers<void>();
    const { promise: passed, resolve: pass } = Promise.withResolvers<void>();
    released.catch(() => undefined);
    this.requests = [];
    this.#hold = { side, number, reached: reach, released, passed: pass };
    return { reached, release, passed, drop: () => reject(new Error('dropped')) };
  }

  async #pass(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    // Callers look after their instances, and for events, at times of their own.
    const aside = incoming.url === '/health/ready' || /^\/internal\/[a-z]+\/events\b/.test(incoming.url!);
    if (!aside) this.requests.push(`${incoming.method} ${incoming.url}`);
    const hold = !aside && this.#hold?.number === this.requests.length ? this.#hold : undefined;
    const body = await buffer(incoming);
    try {
      if (this.away) throw new Error('away');
      if (hold?.side === 'request') await this.#stop(hold);
      const { status, headers, answer } = await this.#ask(incoming, body);
      if (hold?.side === 'answer') await this.#stop(hold);
      response.writeHead(status, headers).end(answer);
    } finally {
      hold?.passed();
    }
  }

  #stop(hold: Hold): Promise<void> {
    this.#hold = undefined;
    hold.reached();
    return hold.released;
  }

  #ask({ headers, method, url }: IncomingMessage, body: Buffer): Promise<{ status: number; headers: IncomingMessage['headers']; answer: Buffer }> {
    return new Promise((resolve, reject) => {
      const outgoing = send(this.#target + url, { method: method!, headers: { ...headers, connection: 'close' } }, answer => {
        buffer(answer).then(bytes => resolve({ status: answer.statusCode!, headers: { ...answer.headers, connection: 'close' }, answer: bytes }), reject);
      });
      outgoing.once('error', reject).end(body);
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#close();
  }
}
