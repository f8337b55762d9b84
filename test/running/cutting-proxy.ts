import { once } from 'node:events';
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net';

/** What an AMQP server says while it has nothing to say. */
const heartbeat = Buffer.from([8, 0, 0, 0, 0, 0, 0, 0xce]);

/** Stands between a client and a TCP server, cuts connections, lets none through, or lets bytes vanish. Dispose of it with `await using`. */
export class CuttingProxy implements AsyncDisposable {
  /** As if the server were away: connections are ended at once. */
  away = false;
  /** Connections end after so many bytes from the server, each. */
  cutAfter = Infinity;
  /** The same for bytes from the client, as long as there have not been `mostCuts`. */
  cutAfterSent = Infinity;
  mostCuts = Infinity;
  /** Connections that have been ended for what the client has sent. */
  cuts = 0;
  /** After so many bytes from an AMQP server, each connection gets heartbeats alone: it is there, and answers nothing. */
  mutedAfter = Infinity;
  /** Connections that have been made so far. */
  connections = 0;
  readonly #server: Server;
  readonly #target: number;
  readonly #sockets = new Set<Socket>();

  private constructor(target: number) {
    this.#target = target;
    this.#server = createServer(client => this.#pass(client));
  }

  static async open(target: number): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(target);
    proxy.#server.listen(0, '127.0.0.1');
    await once(proxy.#server, 'listening');
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  #pass(client: Socket): void {
    if (this.away) {
      client.destroy();
      return;
    }
    this.connections += 1;
    const server = connect(this.#target, '127.0.0.1');
    let bytes = 0, sent = 0;
    const beat = setInterval(() => { if (bytes > this.mutedAfter) client.write(heartbeat); }, 500);
    client.once('close', () => clearInterval(beat));
    for (const [one, other] of [[client, server], [server, client]] as const) {
      this.#sockets.add(one);
      one.on('error', () => undefined).once('close', () => { this.#sockets.delete(one); other.destroy(); });
      one.on('data', (data: Buffer) => {
        if (one === server) bytes += data.length;
        else if ((sent += data.length) > this.cutAfterSent && this.cuts < this.mostCuts) {
          this.cuts += 1;
          client.resetAndDestroy();
          return;
        }
        if (bytes > this.cutAfter) client.destroy();
        else if (one === client || bytes <= this.mutedAfter) other.write(data);
      });
    }
  }

  /** Ends all connections that there are, as a cable does. */
  cut(): void {
    for (const socket of this.#sockets) socket.resetAndDestroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }
}
