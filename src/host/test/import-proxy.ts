import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What becomes of a request on its way: it passes, is answered 503 by the proxy, or passes and its answer is lost. */
export type Fate = 'pass' | 'busy' | 'lost';

/** A bad line to an Aurora: a proxy that decides the fate of every request. Dispose of it with `await using`. */
export class BadLine implements AsyncDisposable {
  readonly #server: Server;
  readonly #target: string;
  #url = '';

  private constructor(target: string, decide: (incoming: IncomingMessage) => Fate) {
    this.#target = target;
    this.#server = createServer((incoming, response) => {
      const fate = decide(incoming);
      if (fate === 'busy') {
        incoming.resume();
        response.writeHead(503, { 'retry-after': '0' }).end();
      } else {
        this.#forward(incoming, response, fate);
      }
    });
  }

  static async to(target: string, decide: (incoming: IncomingMessage) => Fate): Promise<BadLine> {
    const line = new BadLine(target, decide);
    await new Promise<void>(resolve => line.#server.listen(0, '127.0.0.1', resolve));
    line.#url = `http://127.0.0.1:${(line.#server.address() as AddressInfo).port}`;
    return line;
  }

  get url(): string {
    return this.#url;
  }

  #forward(incoming: IncomingMessage, response: ServerResponse, fate: Fate): void {
    const outgoing = request(new URL(incoming.url!, this.#target), { method: incoming.method!, headers: incoming.headers }, answer => {
      if (fate === 'lost') {
        answer.resume().on('end', () => response.destroy());
        return;
      }
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    outgoing.on('error', () => response.destroy());
    incoming.pipe(outgoing);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise(resolve => this.#server.close(resolve));
  }
}
