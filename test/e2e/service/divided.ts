import { join } from 'node:path';
import type { Role } from '@aurora/kernel';
import { type AuroraProcess, Deployment, type Env, freePort, type ModuleName } from '@aurora/test/running';
import { Client } from '../client.ts';

export type Service = 'subject' | 'file';

/** Where a process keeps its data and listens. */
interface Place {
  readonly home: Deployment;
  readonly port: number;
  /** Where other hosts reach the modules of the monolith. */
  readonly modulesPort: number;
}

const place = async (resources: AsyncDisposableStack): Promise<Place> => ({ home: resources.use(await Deployment.create()), port: await freePort(), modulesPort: await freePort() });

/**
 * A monolith whose subjects and files live in processes of their own, with data folders of their own: what they share is the
 * key that signs tokens, and addresses.
 */
export class Divided implements AsyncDisposable {
  readonly #front: Place;
  readonly #services: Readonly<Record<Service, Place>>;
  readonly #running = new Map<Service, AuroraProcess>();
  #monolith: AuroraProcess | undefined;
  #resources = new AsyncDisposableStack();

  private constructor(front: Place, services: Record<Service, Place>) {
    this.#front = front;
    this.#services = services;
  }

  static async open(): Promise<Divided> {
    await using opening = new AsyncDisposableStack();
    const divided = new Divided(await place(opening), { subject: await place(opening), file: await place(opening) });
    await divided.token('admin');
    await Promise.all([divided.start('subject'), divided.start('file')]);
    divided.#monolith = await divided.#front.home.process(undefined, {
      ...divided.#shared, AURORA_PORT: String(divided.#front.port), AURORA_MODULES_PORT: String(divided.#front.modulesPort), AURORA_SUBJECT_URL: divided.origin('subject'), AURORA_FILE_URL: divided.origin('file'),
    });
    divided.#resources = opening.move();
    return divided;
  }

  get #shared(): Env {
    return { AURORA_AUTH_KEY: `file:${join(this.#front.home.dataDir, 'keys', 'issuer.json')}`, AURORA_PUBLIC_URL: `http://127.0.0.1:${this.#front.port}` };
  }

  /** Starts the process of a module, at the address where the monolith looks for it. */
  async start(service: Service): Promise<void> {
    const { home, port } = this.#services[service];
    this.#running.set(service, await home.process([service], { ...this.#shared, AURORA_PORT: String(port), AURORA_SYLLABUS_URL: `http://127.0.0.1:${this.#front.modulesPort}` }));
  }

  /** Ends the process of a module as a crash does. */
  async kill(service: Service): Promise<void> {
    await this.#running.get(service)!.kill();
  }

  /** Where a module's own port is. */
  origin(service: Service): string {
    return `http://127.0.0.1:${this.#services[service].port}`;
  }

  get front(): AuroraProcess {
    return this.#monolith!;
  }

  /** The API as clients reach it. */
  async api(role: Role): Promise<Client> {
    return new Client({ url: `${this.front.url}/api/v1`, token: await this.token(role) });
  }

  token(role: Role): Promise<string> {
    return this.#front.home.token(role);
  }

  /** Calls modules as the module `caller` does. */
  get ports(): Pick<Deployment, 'remotePort'> {
    return this.#front.home;
  }

  rows<Row = Record<string, unknown>>(module: ModuleName, sql: string): Promise<Row[]> {
    const home = module === 'subject' || module === 'file' ? this.#services[module].home : this.#front.home;
    return home.sql<Row>(module, sql);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
