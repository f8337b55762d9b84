import { afterAll, beforeAll } from '@jest/globals';
import { Deployment, type AuroraProcess, type Engine, type Env, type ModuleName } from '@aurora/test/running';
import type { Role } from '@aurora/kernel';
import { Client } from './client.ts';

/** Milliseconds in which a process may start on a machine that does much else. */
export const patience = 90_000;

export interface ServedOptions {
  readonly env?: Env;
  /** Unset: all of them behind the front. */
  readonly modules?: readonly ModuleName[];
  readonly engine?: Engine;
}

/** One Aurora for all tests of a file. */
export class Served {
  #deployment!: Deployment;
  #process!: AuroraProcess;
  readonly #tokens = new Map<Role, string>();
  readonly #prefix: string;

  constructor({ env = {}, modules, engine = 'sqlite' }: ServedOptions) {
    this.#prefix = modules ? '' : '/api/v1';
    beforeAll(async () => {
      this.#deployment = await Deployment.create(engine);
      this.#process = await this.#deployment.process(modules, env);
      for (const role of ['reader', 'editor', 'admin'] as const) this.#tokens.set(role, await this.#deployment.token(role));
    }, patience);
    afterAll(() => this.#deployment[Symbol.asyncDispose](), patience);
  }

  get deployment(): Deployment {
    return this.#deployment;
  }

  get process(): AuroraProcess {
    return this.#process;
  }

  /** Where it listens, without the prefix of the API. */
  get origin(): string {
    return this.#process.url;
  }

  /** What the API's paths are appended to. */
  get url(): string {
    return this.origin + this.#prefix;
  }

  token(role: Role): string {
    return this.#tokens.get(role)!;
  }

  /** A client with the rights of `role`. */
  as(role: Role): Client {
    return new Client({ url: this.url, token: this.token(role) });
  }

  /** A client that says nothing of itself. */
  get anyone(): Client {
    return new Client({ url: this.url });
  }

  /** A client of what stands beside the API, such as `/health/ready`. */
  get beside(): Client {
    return new Client({ url: this.origin });
  }
}

/** Starts an Aurora before the tests of this file and ends it after them. */
export const serve = (options: ServedOptions = {}): Served => new Served(options);
