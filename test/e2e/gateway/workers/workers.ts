import { testFolder, until, type AuroraProcess, type Env } from '@aurora/test/running';
import { Client, type Answer } from '../../client.ts';
import { rawAnswer } from '../../raw.ts';
import { SideBySide } from '../side-by-side.ts';

const health = 'GET /api/v1/openapi.json HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n';

/** A gateway with two worker processes before a monolith and a service of the subject module. Dispose of it with `await using`. */
export class Workers implements AsyncDisposable {
  readonly both: SideBySide;
  readonly gateway: AuroraProcess;
  readonly #resources: AsyncDisposableStack;

  private constructor(both: SideBySide, gateway: AuroraProcess, resources: AsyncDisposableStack) {
    this.both = both;
    this.gateway = gateway;
    this.#resources = resources;
  }

  static async open(env: Env = {}): Promise<Workers> {
    await using opening = new AsyncDisposableStack();
    const both = opening.use(await SideBySide.open());
    const { path } = opening.use(await testFolder());
    const gateway = opening.use(await both.gateway(path, { AURORA_WORKERS: '2', ...env }));
    return new Workers(both, gateway, opening.move());
  }

  async api(prefix = '/api/v1'): Promise<Client> {
    return new Client({ url: this.gateway.url + prefix, token: await this.both.home.token('admin') });
  }

  /** The process that everybody else sees: it starts the workers. */
  get primary(): number {
    return Number(this.gateway.log.find(line => line['event.action'] === 'host.ready')!['process.pid']);
  }

  /** The processes that answered, by the log. */
  async whoAnswered(...answers: readonly Answer[]): Promise<ReadonlySet<number>> {
    const ids = new Set(answers.map(({ headers }) => headers['x-correlation-id']));
    const lines = await until(async () => {
      const found = this.gateway.log.filter(line => line['message'] === 'request' && ids.has(String(line['http.request.id'])));
      return found.length >= ids.size ? found : undefined;
    });
    return new Set(lines.map(line => Number(line['process.pid'])));
  }

  /** Both workers, once each has answered. */
  async pids(): Promise<readonly [number, number]> {
    return until(async () => {
      // Connections of their own: those that are kept may all be at one worker.
      const [one, other] = await this.whoAnswered(await rawAnswer(this.gateway.url, health), await rawAnswer(this.gateway.url, health));
      return one !== undefined && other !== undefined ? [one, other] as const : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}

/** Whether a process is there. */
export function alive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
