import { createServer, type AddressInfo } from 'node:net';

/** A port that somebody else has, for as long as `work` takes. */
export async function withTakenPort<Result>(work: (port: number) => Promise<Result>): Promise<Result> {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work((server.address() as AddressInfo).port);
  } finally {
    await new Promise(resolve => server.close(resolve));
  }
}

/** A port that nobody has, most likely still when it is used. */
export const freePort = (): Promise<number> => withTakenPort(async port => port);
