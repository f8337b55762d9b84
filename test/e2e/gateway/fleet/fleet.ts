import { Deployment, EtcdServer, until, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../../client.ts';

/** A gateway alone before instances of the subject service, which it finds through an etcd, all on one MariaDB. */
export class Fleet implements AsyncDisposable {
  readonly home: Deployment;
  readonly gateway: AuroraProcess;
  readonly #discovery: string;
  readonly #resources: AsyncDisposableStack;

  private constructor(home: Deployment, gateway: AuroraProcess, discovery: string, resources: AsyncDisposableStack) {
    this.home = home;
    this.gateway = gateway;
    this.#discovery = discovery;
    this.#resources = resources;
  }

  static async open(): Promise<Fleet> {
    await using opening = new AsyncDisposableStack();
    const etcd = opening.use(await EtcdServer.start());
    const home = opening.use(await Deployment.create('mariadb'));
    await home.token('admin');
    const config = await home.process(['config']);
    const gateway = await home.process(undefined, { AURORA_DISCOVERY: etcd.discovery, AURORA_CONFIG_URL: config.url, AURORA_LOG_LEVEL: 'info' }, 'gateway');
    return new Fleet(home, gateway, etcd.discovery, opening.move());
  }

  /** Starts one more instance, and waits until the gateway sends requests there. */
  async add(): Promise<AuroraProcess> {
    const instance = await this.home.process(['subject'], { AURORA_DISCOVERY: this.#discovery, AURORA_CONFIG_URL: 'http://127.0.0.1:1', AURORA_LOG_LEVEL: 'info' });
    await this.trusts(instance);
    return instance;
  }

  /** Resolves once the gateway has found an instance to be well. */
  async trusts(instance: AuroraProcess): Promise<void> {
    await until(async () => this.#stateOf(instance) === 'healthy');
  }

  /** Resolves once the gateway leaves an instance out: for its health, its failures, or an entry in the registry that has lapsed. */
  async leavesOut(instance: AuroraProcess): Promise<void> {
    await until(async () => this.#stateOf(instance) !== 'healthy');
  }

  #stateOf({ url }: AuroraProcess): unknown {
    return this.gateway.log.findLast(line => line['event.action'] === 'instance.changed' && line['url.full'] === url)?.['labels.state'];
  }

  async api(): Promise<Client> {
    return new Client({ url: `${this.gateway.url}/api/v1`, token: await this.home.token('editor') });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
