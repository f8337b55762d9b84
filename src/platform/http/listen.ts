import { createServer, type RequestListener, type Server } from 'node:http';
import { Server as Acceptor, type AddressInfo, type Socket } from 'node:net';
import { InFlight } from './in-flight.ts';
import { answerConnect, answerParserError } from './raw-error.ts';

export interface ListenOptions {
  readonly port: number;
  readonly host: string;
  readonly service: string;
}

/** A server that takes requests, and how it ends. */
export interface Listening {
  readonly port: number;
  /** `http://127.0.0.1:8000`. */
  readonly url: string;
  readonly server: Server;
  /** Takes no more connections, lets requests in flight finish, and those that are on their way, for `grace` milliseconds, then cuts them. */
  close(grace: number): Promise<void>;
}

/** Milliseconds for which a connection without a request in it stays when the server closes: the next request may be on its way. */
const linger = 250;

/** Starts a server. Rejects with Node's error (`EADDRINUSE`, `EACCES`) where it cannot listen. */
export async function listen(listener: RequestListener, { port, host, service }: ListenOptions): Promise<Listening> {
  const inFlight = new InFlight();
  const server = createServer({ maxHeaderSize: 16 * 1024, headersTimeout: 10_000, requestTimeout: 20 * 60_000, keepAliveTimeout: 65_000, connectionsCheckingInterval: 2_000, requireHostHeader: false, joinDuplicateHeaders: false }, inFlight.over(listener));
  const broken = new WeakSet<Socket>();
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    // Every further byte on such a connection is an error again.
    if (broken.has(socket)) return;
    broken.add(socket);
    void inFlight.answered(socket).then(() => answerParserError(error, socket, service));
  });
  server.on('connect', (_request, socket: Socket) => answerConnect(socket, service));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => { server.off('error', reject); resolve(); });
  });
  const bound = (server.address() as AddressInfo).port;
  const shown = host === '0.0.0.0' || host === '::' ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return {
    port: bound, url: `http://${shown}:${bound}`, server,
    close: grace => new Promise(resolve => {
      const cut = () => server.closeAllConnections();
      const timer = setTimeout(cut, grace);
      // A connection may be open without a request in it, or with half of one: nothing is lost with those, after a while.
      const quiet = setTimeout(() => inFlight.whenNone(cut), linger);
      inFlight.close();
      // The HTTP server's own way would reset connections on which clients go on that have not been told yet.
      Acceptor.prototype.close.call(server, () => {
        clearTimeout(timer);
        clearTimeout(quiet);
        server.close();
        resolve();
      });
    }),
  };
}
