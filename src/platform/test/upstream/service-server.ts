import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service with one instance, whose answers a test decides. */
export interface ServiceServer extends AsyncDisposable {
  readonly url: string;
  /** What `GET /health/ready` answers; 0 for silence. */
  ready: number;
  /** How many of the next of them are answered with 503. */
  failing: number;
  /** How often it was asked for its health. */
  checks: number;
  /** Connections that are open. */
  readonly connections: number;
  /** Requests that wait for their answer, but for those for its health. */
  readonly waiting: readonly ServerResponse[];
}

/** Opens one that answers only its health by itself. */
export async function openService(): Promise<ServiceServer> {
  const waiting: ServerResponse[] = [];
  const sockets = new Set<unknown>();
  const server = createServer((request: IncomingMessage, response: ServerResponse) => {
    if (request.url !== '/health/ready') waiting.push(response);
    else {
      service.checks += 1;
      const status = service.failing > 0 ? 503 : service.ready;
      if (service.failing > 0) service.failing -= 1;
      if (status !== 0) response.writeHead(status).end();
    }
  });
  server.on('connection', socket => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>(resolve => { server.listen(0, '127.0.0.1', resolve); });
  const service = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, ready: 200, failing: 0, checks: 0, waiting,
    get connections() { return sockets.size; },
    [Symbol.asyncDispose]: () => new Promise<void>(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
  return service;
}
