import type { Members, Member } from '@aurora/platform/upstream';
import { Pool } from 'undici';

/** One instance, of which nothing is asked but what is called: no health checks, which are no part of a pact. */
export class OneInstance implements Members {
  readonly members = [];
  readonly #member: Member;
  readonly #pool: Pool;

  constructor(url: string) {
    this.#pool = new Pool(url);
    this.#member = { instance: { id: url, url }, dispatcher: this.#pool, pending: 0, begin: () => undefined, end: () => undefined };
  }

  pick(): Member {
    return this.#member;
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}
