import { randomUUID } from 'node:crypto';
import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import type { Port } from '@aurora/kernel';
import type { subjectContract } from '@aurora/subject/contract';
import { call } from '@aurora/test/running';

export type Subjects = Port<typeof subjectContract>;

/** What was acknowledged of one subject. */
export interface Acknowledged {
  readonly id: number;
  readonly name: string;
  readonly version: number;
}

/** Clients that create and rename subjects, and read them, until they are stopped, and keep what was acknowledged. */
export class Writers implements AsyncDisposable {
  /** By code. */
  readonly ledger = new Map<string, Acknowledged>();
  readonly failures: unknown[] = [];
  reads = 0;
  /** Milliseconds of the write that took longest. */
  longest = 0;
  /** Milliseconds between two writes. */
  pause: number;
  #stopped = false;
  readonly #running: Promise<void>[];

  /** One writer and one reader for each port. */
  constructor(ports: readonly Subjects[], pause = 0) {
    this.pause = pause;
    this.#running = ports.flatMap((port, index) => [this.#write(port, index), this.#read(port)]);
  }

  get written(): number {
    return this.ledger.size;
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    await Promise.all(this.#running);
  }

  async #write(port: Subjects, writer: number): Promise<void> {
    // On SQLite nothing here waits for the system: others must get their turn.
    for (let count = 1; !this.#stopped; count += 1, await (this.pause > 0 ? wait(this.pause) : turn())) {
      const code = `W${writer}-${count}`;
      await this.#note(async () => {
        const made = await this.#timed(() => port.create({ name: `made ${code}`, code, description: `of ${randomUUID()}` }, call()));
        this.ledger.set(code, { id: made.id, name: made.name, version: 1 });
        if (count % 3 !== 0) return;
        const changed = await this.#timed(() => port.update({ id: made.id, name: `renamed ${code}` }, call()));
        this.ledger.set(code, { id: made.id, name: changed.name, version: 2 });
      });
    }
  }

  async #read(port: Subjects): Promise<void> {
    for (; !this.#stopped; await turn()) {
      await this.#note(async () => {
        await port.list({ limit: 20 }, call());
        const [some] = this.ledger.values();
        if (some) await port.get({ id: some.id }, call());
        this.reads += 1;
      });
    }
  }

  async #timed<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const began = performance.now();
    const answer = await work();
    this.longest = Math.max(this.longest, performance.now() - began);
    return answer;
  }

  async #note(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.failures.push(error);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}
