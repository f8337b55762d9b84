import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { anonymous } from '@aurora/kernel';
import { asAuroraError, createClientAddress, Exchange, sendError, sendJson } from '@aurora/platform/http';
import { applyLimit, type Limits } from '../../limits/index.ts';

/** A server that lets the anonymous read as often as the limits say. */
export async function limitedServer(limits: Limits, trusted: readonly string[]): Promise<{ readonly url: string } & AsyncDisposable> {
  const addressOf = createClientAddress(trusted);
  const server = createServer((request, response) => {
    const exchange = new Exchange(request, response);
    void limits.consume('read', anonymous, addressOf(request))!.then(result => {
      applyLimit(exchange, result);
      sendJson(exchange, 200, {}, [], false);
    }).catch(error => sendError(exchange, asAuroraError(error), 'gateway'));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
