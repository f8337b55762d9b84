import { Deployment, until, type AuroraProcess, type Env, type ModuleName } from '@aurora/test/running';
import type { Role } from '@aurora/kernel';
import { Client, type Answer } from '../client.ts';

/** What a placement says, as the flag's value has it. */
export interface Policy {
  readonly service: number;
  readonly match?: readonly object[];
  readonly shadow?: number;
  readonly writes?: 'monolith' | 'service';
  /** A time. */
  readonly hold?: string;
}

const all = 'config,subject,file,syllabus';

/**
 * A monolith with its gateway, and a service of the subject module beside it on the same database: where a request goes, its
 * placement says.
 */
export class SideBySide implements AsyncDisposable {
  readonly home: Deployment;
  readonly #resources: AsyncDisposableStack;
  monolith: AuroraProcess;
  service: AuroraProcess;
  readonly #env: Env;

  private constructor(home: Deployment, monolith: AuroraProcess, service: AuroraProcess, env: Env, resources: AsyncDisposableStack) {
    this.home = home;
    this.monolith = monolith;
    this.service = service;
    this.#env = env;
    this.#resources = resources;
  }

  static async open(env: Env = {}): Promise<SideBySide> {
    await using opening = new AsyncDisposableStack();
    const home = opening.use(await Deployment.create());
    await home.token('admin');
    const shared = { AURORA_PUBLIC_URL: 'https://syllabi.example.edu', ...env };
    const service = await home.process(['subject'], shared);
    const monolith = await home.process(all.split(',') as ModuleName[], { AURORA_GATEWAY: 'true', AURORA_SUBJECT_URL: service.url, ...shared });
    return new SideBySide(home, monolith, service, shared, opening.move());
  }

  /** Another gateway before the same two, in a process and a data folder of its own. */
  async gateway(folder: string, env: Env = {}): Promise<AuroraProcess> {
    return this.home.process(undefined, {
      AURORA_DATA_DIR: folder, AURORA_AUTH_KEY: `file:${this.home.dataDir}/keys/issuer.json`, AURORA_MONOLITH_URL: this.monolith.modulesUrl, AURORA_SUBJECT_URL: this.service.url, ...this.#env, ...env,
    }, 'gateway');
  }

  /** A client of a gateway; of the monolith's, unless another is given. */
  async api(role: Role | undefined, subject?: string, at: AuroraProcess = this.monolith): Promise<Client> {
    return new Client({ url: `${at.url}/api/v1`, token: role && await this.home.token(role, subject) });
  }

  /** Places the subject module, and waits until the gateways say that they have heard of it. */
  async place(policy: Policy, ...gateways: readonly AuroraProcess[]): Promise<void> {
    const answer = await (await this.api('admin')).put('/config/flags/placement.subject', { definition: { state: 'ENABLED', variants: { placement: policy }, defaultVariant: 'placement' } });
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
    const wanted = JSON.stringify({ service: policy.service, match: policy.match ?? [], shadow: policy.shadow ?? 0, ...(policy.writes && { writes: policy.writes }), ...(policy.hold && { hold: policy.hold }) });
    await until(async () => [this.monolith, ...gateways].every(gateway => lastPlacement(gateway) === wanted));
  }

  /** Who has answered a request, by the log of the gateway that took it; the service's own log must say the same. */
  async servedBy({ headers }: Answer, gateway: AuroraProcess = this.monolith): Promise<'monolith' | 'service'> {
    const id = headers['x-correlation-id'];
    const of = (aurora: AuroraProcess) => aurora.log.find(line => line['http.request.id'] === id && line['message'] === 'request');
    const line = await until(async () => of(gateway));
    if (line['labels.upstream'] !== 'subject@service') return 'monolith';
    await until(async () => of(this.service));
    return 'service';
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

const lastPlacement = ({ log }: AuroraProcess): unknown => log.findLast(line => line['event.action'] === 'placement.changed')?.['labels.to'];
