import { createServer, request, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asking {
  /** Address of the client, one of the loopback's. */
  readonly from?: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  /** Where the server listens: by default on IPv4 alone. */
  readonly at?: string;
}

/** What `look` makes of a real request as it arrives. */
export async function asked<Seen>(look: (request: IncomingMessage) => Seen, { from = '127.0.0.1', headers = {}, at = '127.0.0.1' }: Asking = {}): Promise<Seen> {
  let seen: Seen | undefined;
  const server = createServer((incoming, response) => {
    seen = look(incoming);
    response.end();
  });
  await new Promise<void>(resolve => server.listen(0, at, resolve));
  try {
    await new Promise((resolve, reject) => {
      const { port } = server.address() as AddressInfo;
      request({ host: '127.0.0.1', port, localAddress: from, headers: { host: 'aurora.example.edu', ...headers } as never, agent: false }, answer => answer.resume().on('end', resolve)).on('error', reject).end();
    });
    return seen!;
  } finally {
    server.close();
  }
}
