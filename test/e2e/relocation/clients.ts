import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Answer, Client } from '../client.ts';
import type { Acknowledged } from '../../relocation/writers.ts';

interface Made { readonly id: number; readonly name: string }

/** Milliseconds between two requests of one client, and between two tries of one. */
const pause = 25, retry = 100;

/** Clients that create and rename subjects, each at one host, and keep what was acknowledged. */
export class Clients implements AsyncDisposable {
  /** By code. */
  readonly ledger = new Map<string, Acknowledged>();
  /** Answers other than those that were wanted. */
  readonly refused: string[] = [];
  readonly #insist: boolean;
  readonly #running: Promise<void>[];
  #stopped = false;

  /** `insist`: a request that is refused for now, or cut off, is sent again under its key. */
  constructor(clients: readonly Client[], insist: boolean) {
    this.#insist = insist;
    this.#running = clients.flatMap((client, index) => [this.#write(client, index), this.#read(client)]);
  }

  get written(): number {
    return this.ledger.size;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #write(client: Client, writer: number): Promise<void> {
    for (let count = 1; !this.#stopped; count += 1) {
      const code = `W${writer}-${count}`;
      const made = await this.#send<Made>(201, headers => client.post('/subjects', { name: `made ${code}`, code }, headers));
      if (!made) continue;
      this.ledger.set(code, { id: made.id, name: made.name, version: 1 });
      if (count % 3 === 0) {
        const changed = await this.#send<Made>(200, headers => client.put(`/subjects/${made.id}`, { name: `renamed ${code}` }, headers));
        if (changed) this.ledger.set(code, { id: made.id, name: changed.name, version: 2 });
      }
      await wait(pause);
    }
  }

  async #read(client: Client): Promise<void> {
    for (; !this.#stopped; await wait(pause)) await this.#send(200, headers => client.get('/subjects?limit=20', headers));
  }

  async #send<Body>(wanted: number, request: (headers: { readonly 'idempotency-key': string }) => Promise<Answer<unknown>>): Promise<Body | undefined> {
    for (const key = randomUUID(); ;) {
      const answer = await request({ 'idempotency-key': key }).catch((error: unknown) => ({ status: 0, body: String((error as Error).cause ?? error) }));
      if (answer.status === wanted) return answer.body as Body;
      const passing = answer.status === 0 || answer.status === 409 || answer.status >= 502;
      if (!this.#insist || !passing || this.#stopped) {
        if (!this.#stopped) this.refused.push(`${answer.status} ${JSON.stringify(answer.body)}`);
        return undefined;
      }
      await wait(retry);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
