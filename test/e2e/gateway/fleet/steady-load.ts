import { randomUUID } from 'node:crypto';
import type { Answer, Client } from '../../client.ts';

interface Subject { readonly id: number; readonly version: number }

/** Clients that create, change and read subjects, one request after another, and expect each to succeed at its first try. */
export class SteadyLoad {
  readonly #api: Client;
  readonly #workers: Promise<void>[];
  /** Codes of the subjects created, and the versions that they must have. */
  readonly made = new Map<string, number>();
  readonly failures: string[] = [];
  #requests = 0;
  #stopping = false;

  constructor(api: Client, clients: number) {
    this.#api = api;
    this.#workers = Array.from({ length: clients }, () => this.#work());
  }

  /** Requests that have been answered so far. */
  get requests(): number {
    return this.#requests;
  }

  /** Lets each client finish what it has begun. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await Promise.all(this.#workers);
  }

  async #work(): Promise<void> {
    while (!this.#stopping) {
      const code = randomUUID();
      const made = await this.#expect(201, this.#api.post<Subject>('/subjects', { name: 'first', code }));
      if (!made) continue;
      this.made.set(code, made.version);
      await this.#expect(200, this.#api.get(`/subjects/${made.id}`));
      const changed = await this.#expect(200, this.#api.put<Subject>(`/subjects/${made.id}`, { name: 'second' }));
      if (changed) this.made.set(code, changed.version);
      await this.#expect(200, this.#api.get(`/subjects?limit=2`));
    }
  }

  async #expect<Body>(status: number, request: Promise<Answer<Body>>): Promise<Body | undefined> {
    try {
      const answer = await request;
      this.#requests += 1;
      if (answer.status === status) return answer.body;
      this.failures.push(`${answer.status} ${JSON.stringify(answer.body)}`);
    } catch (error) {
      this.failures.push(String((error as Error).cause ?? error));
    }
    return undefined;
  }
}
