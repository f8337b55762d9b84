import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Lets `server` listen on a port of the loopback, a free one unless it is named; `close` cuts whoever is still there. */
export async function listen(server: Server, port = 0): Promise<{ readonly url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise(resolve => {
      server.close(() => resolve());
      server.closeAllConnections();
    }),
  };
}
