import { createServer, request as send, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream';

/** Stands before an etcd, lets everything through as it comes, and holds watches back on demand. */
export class WatchGate implements AsyncDisposable {
  /** Watches that have come so far. */
  watches = 0;
  readonly #server: Server;
  #open = Promise.resolve();
  release: () => void = () => undefined;

  private constructor(target: string) {
    this.#server = createServer((incoming, response) => {
      const isWatch = incoming.url === '/v3/watch';
      if (isWatch) this.watches += 1;
      void (isWatch ? this.#open : Promise.resolve()).then(() => {
        const outgoing = send(target + incoming.url, { method: incoming.method!, headers: { ...incoming.headers, connection: 'close' } }, answer => {
          response.writeHead(answer.statusCode!, { 'content-type': 'application/json' });
          response.flushHeaders();
          pipeline(answer, response, () => undefined);
        });
        pipeline(incoming, outgoing, error => { if (error) response.destroy(); });
        response.once('close', () => outgoing.destroy());
      });
    });
  }

  static async before(target: string): Promise<WatchGate> {
    const gate = new WatchGate(target);
    await new Promise<void>(resolve => { gate.#server.listen(0, '127.0.0.1', resolve); });
    return gate;
  }

  /** As `AURORA_DISCOVERY` names it. */
  get discovery(): string {
    return `etcd://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Holds watches back until they are released. */
  hold(): void {
    this.#open = new Promise(resolve => { this.release = resolve; });
  }

  /** Cuts everything that is open. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.release();
    const closed = new Promise(resolve => { this.#server.close(resolve); });
    this.cut();
    await closed;
  }
}
