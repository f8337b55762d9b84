import { Redis } from 'ioredis';
import { inTime } from './in-time.ts';

/** Milliseconds that a request waits for Redis; that the connection may take to be made; and between tries to make it, up to. */
const patience = 100, connecting = 1_000, pause = 500;

export interface RedisConnectionOptions {
  readonly url: string;
  /** Writes once, as a request would; tells whether Redis can be counted on. */
  readonly probe: (client: Redis) => Promise<unknown>;
  /** Redis has gone away, once per loss; also if it was not there at the start. */
  readonly lost: (error: unknown) => void;
  /** It is back. */
  readonly restored: () => void;
}

/** A connection to Redis that nobody waits for: while it is away, requests are turned down at once, and it is made again in the background. */
export class RedisConnection {
  readonly client: Redis;
  /** Settles once it is known for the first time whether Redis is there. */
  readonly known: Promise<void>;
  readonly #options: RedisConnectionOptions;
  readonly #settle: () => void;
  #up: boolean | undefined;
  #closed = false;

  constructor(options: RedisConnectionOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.known = promise;
    this.#settle = resolve;
    this.client = new Redis(options.url, {
      lazyConnect: true, connectTimeout: connecting, commandTimeout: connecting, disconnectTimeout: patience, enableOfflineQueue: false,
      // What a lost connection did not answer has been done without it by then.
      autoResendUnfulfilledCommands: false, maxRetriesPerRequest: 0, retryStrategy: () => pause / 2 + Math.random() * (pause / 2),
    });
    this.client.on('error', error => this.#away(error)).on('close', () => this.#away(new Error('The connection has ended.'))).on('ready', () => void this.#try());
    // The events tell how it ends.
    this.client.connect().catch(() => undefined);
  }

  get up(): boolean {
    return this.#up === true;
  }

  /** What Redis answers. Rejects where it does not in time, or says that it can't: it counts as lost then. */
  async ask<Answer>(question: () => Promise<Answer>): Promise<Answer> {
    try {
      return await inTime(question(), patience);
    } catch (error) {
      this.#away(error);
      throw error;
    }
  }

  close(): void {
    this.#closed = true;
    this.#settle();
    this.client.disconnect();
  }

  async #try(): Promise<void> {
    try {
      await inTime(this.#options.probe(this.client), patience);
    } catch (error) {
      this.#away(error);
      this.#reconnect();
      return;
    }
    if (this.#closed) return;
    if (this.#up === false) this.#options.restored();
    this.#up = true;
    this.#settle();
  }

  #away(error: unknown): void {
    if (this.#up === false || this.#closed) return;
    this.#up = false;
    this.#settle();
    this.#options.lost(error);
    this.#reconnect();
  }

  /** Begins anew, if a connection stands: what was asked on it is of no use any more. */
  #reconnect(): void {
    if (this.client.status === 'ready') this.client.disconnect(true);
  }
}
