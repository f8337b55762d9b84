import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Client } from '../client.ts';

/** Milliseconds between two rounds of one client. */
const pause = 150;

/** Texts that clients share, so that their files have equal bytes. */
const shared = 7;

/** Clients that upload, download and delete files, each at one host, and keep what was acknowledged. */
export class FileClients implements AsyncDisposable {
  /** Texts of the files that are there, by id. */
  readonly ledger = new Map<string, string>();
  /** Whatever was not as it should be. */
  readonly refused: string[] = [];
  readonly #running: Promise<void>[];
  #rounds = 0;
  #stopped = false;

  constructor(clients: readonly Client[]) {
    this.#running = clients.map((client, index) => this.#work(client, index));
  }

  get rounds(): number {
    return this.#rounds;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #work(client: Client, index: number): Promise<void> {
    const mine: string[] = [];
    for (let count = 0; !this.#stopped; count += 1) {
      const text = count % 3 === 0 ? `shared ${count % shared}` : `text ${index} ${count} ${randomUUID()}`;
      try {
        const made = await client.send<{ readonly id: string }>('POST', '/files/upload?name=a.txt', { body: text, headers: { 'content-type': 'text/plain' } });
        if (made.status !== 201) throw new Error(`upload: ${made.status} ${JSON.stringify(made.body)}`);
        mine.push(made.body.id);
        this.ledger.set(made.body.id, text);
        // An old one now and then, a new one otherwise.
        const read = mine[count % 2 === 0 ? mine.length - 1 : count * 31 % mine.length]!;
        await expectText(client, read, this.ledger.get(read)!);
        if (count % 2 === 1) {
          const [gone] = mine.splice(count * 17 % mine.length, 1);
          const answer = await client.delete(`/files/${gone}`);
          if (answer.status !== 204) throw new Error(`delete: ${answer.status} ${JSON.stringify(answer.body)}`);
          this.ledger.delete(gone!);
        }
      } catch (error) {
        this.refused.push(String((error as Error).cause ?? error));
      }
      this.#rounds += 1;
      await wait(pause);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/** Downloads a file by its link; throws unless it has this text. */
export async function expectText(client: Client, id: string, text: string): Promise<void> {
  const link = await client.get<{ readonly url: string }>(`/files/${id}/url`);
  if (link.status !== 200) throw new Error(`link: ${link.status} ${JSON.stringify(link.body)}`);
  const { pathname, search } = new URL(link.body.url);
  const path = pathname.replace('/api/v1', '') + search;
  const whole = await client.with({ token: undefined }).get(path);
  if (whole.status !== 200 || whole.body !== text) throw new Error(`download: ${whole.status} ${JSON.stringify(whole.body)}`);
  const part = await client.with({ token: undefined }).get(path, { range: 'bytes=1-3' });
  if (part.status !== 206 || part.body !== text.slice(1, 4)) throw new Error(`part: ${part.status} ${JSON.stringify(part.body)}`);
}
