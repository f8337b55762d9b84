import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Role } from '@aurora/kernel';
import { AuroraProcess, Deployment, until, type Env } from '@aurora/test/running';
import { killGroupWithUs } from '../../running/living.ts';
import { Client } from '../client.ts';
import { Program, type Ran } from '../program.ts';

/** A module's line of `aurora status --json`, as far as tests ask for it. */
export interface Standing {
  readonly module: string;
  readonly stage: string;
  readonly under_way: boolean;
  readonly share: number;
  readonly work: string;
  readonly hosts: readonly string[];
}

export interface Status {
  readonly phases: readonly { readonly name: string; readonly done: boolean }[];
  readonly modules: readonly Standing[];
}

/**
 * Aurora as somebody starts it who has read no further than its README: one process with everything, its data in a folder of its own. Services
 * that commands start beside it end with it.
 */
export class Monolith implements AsyncDisposable {
  readonly #deployment: Deployment;
  readonly #process: AuroraProcess;
  readonly #env: Env;

  private constructor(deployment: Deployment, process: AuroraProcess) {
    this.#deployment = deployment;
    this.#process = process;
    this.#env = { AURORA_URL: process.url, AURORA_DATA_DIR: deployment.dataDir };
  }

  static async start(): Promise<Monolith> {
    await using starting = new AsyncDisposableStack();
    const deployment = starting.use(await Deployment.create());
    const process = starting.use(await AuroraProcess.start({ AURORA_DATA_DIR: deployment.dataDir }));
    starting.move();
    return new Monolith(deployment, process);
  }

  /** Where it listens, without the prefix of the API. */
  get url(): string {
    return this.#process.url;
  }

  /** A client of the API. */
  async api(role: Role, subject: string): Promise<Client> {
    return new Client({ url: `${this.#process.url}/api/v1`, token: await this.#deployment.token(role, subject) });
  }

  /** Begins a command against it, from within its data folder: the boundaries of the code are looked at in a checkout alone, which takes a while. */
  begin(...args: readonly string[]): Program {
    const program = new Program(args, this.#env, ['env', '--chdir', this.#deployment.dataDir]);
    program.said('starts as process').then(() => this.#services(), () => undefined);
    return program;
  }

  /** Runs a command against it to its end. */
  aurora(...args: readonly string[]): Promise<Ran> {
    return this.begin(...args).ran;
  }

  /** Runs a command from within this checkout. */
  inCheckout(...args: readonly string[]): Promise<Ran> {
    return new Program(args, this.#env).ran;
  }

  async status(): Promise<Status> {
    const { code, err, out } = await this.aurora('status', '--json');
    if (code !== 0) throw new Error(err);
    return JSON.parse(out) as Status;
  }

  async standing(module: string): Promise<Standing> {
    return (await this.status()).modules.find(one => one.module === module)!;
  }

  /** Resolves once nothing that was killed has a claim on the extraction of a module any more. */
  async free(module: string): Promise<void> {
    const beside = new Client({ url: this.url, token: await this.#deployment.token('admin', 'auditor') });
    await until(async () => {
      const { body } = await beside.get<{ items: { module: string; held: boolean }[] }>('/admin/extractions');
      return body.items.some(one => one.module === module && !one.held);
    });
  }

  /** Kills the services that commands have started, as a restart of the machine does. */
  async killServices(): Promise<void> {
    for (const pid of this.#services()) await ended(pid);
  }

  /** Processes that commands have started beside it and that are noted in its data folder; they do not outlive the tests. */
  #services(): number[] {
    const folder = join(this.#deployment.dataDir, 'services');
    const notes = existsSync(folder) ? readdirSync(folder).filter(name => name.endsWith('.json')) : [];
    const pids = notes.map(name => (JSON.parse(readFileSync(join(folder, name), 'utf8')) as { pid: number }).pid);
    for (const pid of pids) killGroupWithUs(pid);
    return pids;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.killServices();
    await this.#process[Symbol.asyncDispose]();
    await this.#deployment[Symbol.asyncDispose]();
  }
}

/** Kills a process that is not our child, and waits until it has gone. */
async function ended(pid: number): Promise<void> {
  await until(async () => {
    try {
      return !process.kill(pid, 'SIGKILL');
    } catch {
      return true;
    }
  });
}
