import { CuttingProxy } from '../running/cutting-proxy.ts';
import { OwnRabbitMq } from '../running/own-rabbitmq.ts';

/** A RabbitMQ of a run's own, and what can be cut before it. */
export class OwnBroker implements AsyncDisposable {
  readonly server: OwnRabbitMq;
  readonly proxy: CuttingProxy;
  readonly #resources: AsyncDisposableStack;

  private constructor(server: OwnRabbitMq, proxy: CuttingProxy, resources: AsyncDisposableStack) {
    this.server = server;
    this.proxy = proxy;
    this.#resources = resources;
  }

  static async start(): Promise<OwnBroker> {
    await using opening = new AsyncDisposableStack();
    const server = opening.use(await OwnRabbitMq.start());
    return new OwnBroker(server, opening.use(await CuttingProxy.open(server.port)), opening.move());
  }

  get url(): string {
    return this.server.urlAt(this.proxy.port);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
