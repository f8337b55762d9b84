import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Agent, request } from 'undici';
import type { Answer } from '../../shadow/index.ts';

/** One side of an extraction: a server on a port of its own, and how to read from it. Dispose of it with `await using`. */
export class Side implements AsyncDisposable {
  /** Requests that have come. */
  readonly paths: string[] = [];
  /** Requests whose connection was cut before they were answered. */
  cut = 0;
  readonly #server: Server;
  readonly #agent = new Agent();

  private constructor(listener: RequestListener) {
    this.#server = createServer((incoming, response) => {
      this.paths.push(incoming.url!);
      response.once('close', () => { if (!response.writableFinished) this.cut += 1; });
      listener(incoming, response);
    });
  }

  static async open(listener: RequestListener): Promise<Side> {
    const side = new Side(listener);
    await once(side.#server.listen(0, '127.0.0.1'), 'listening');
    return side;
  }

  /** One that answers the JSON that `value` makes. */
  static json(value: () => unknown, status = 200): Promise<Side> {
    return Side.open((_request, response) => { response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' }).end(JSON.stringify(value())); });
  }

  /** Reads `path`, as a gateway does. */
  read(path = '/'): (signal?: AbortSignal) => Promise<Answer> {
    return async signal => {
      const { statusCode, headers, body } = await request(`http://127.0.0.1:${(this.#server.address() as AddressInfo).port}${path}`, { dispatcher: this.#agent, ...(signal && { signal }) });
      return { status: statusCode, headers: headers as Record<string, string>, body: Buffer.from(await body.arrayBuffer()) };
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
    this.#server.close();
    this.#server.closeAllConnections();
  }
}
