import { connect } from 'node:net';
import { until } from '@aurora/test/running';
import { RawConnection } from '../e2e/raw.ts';

export const get = (path: string, headers = '') => `GET ${path} HTTP/1.1\r\nHost: a\r\n${headers}\r\n`;
export const post = (path: string, length: number, headers = '') => `POST ${path} HTTP/1.1\r\nHost: a\r\nContent-Length: ${length}\r\n${headers}\r\n`;

/** A connection to `origin` on which `bytes` have been written. */
export async function asked(origin: string, bytes: string): Promise<RawConnection> {
  const connection = await RawConnection.open(origin);
  await connection.write(bytes);
  return connection;
}

/** Resolves once `part` has come. */
export const came = (connection: RawConnection, part: string | RegExp): Promise<boolean> => until(async () => connection.rest.search(part) >= 0);

/** Everything that came for `bytes` until `origin` ended the connection, and with which error it did; `more` is written after its end. */
export async function untilClosed(origin: string, bytes: string, more = ''): Promise<{ readonly received: string; readonly error: string | undefined }> {
  const socket = connect({ host: '127.0.0.1', port: Number(new URL(origin).port), allowHalfOpen: true }).setEncoding('latin1');
  let received = '';
  let error: string | undefined;
  socket.on('data', (text: string) => { received += text; }).once('end', () => socket.end(more)).once('error', (broken: NodeJS.ErrnoException) => { error = broken.code; });
  socket.write(bytes);
  await new Promise(resolve => { socket.once('close', resolve); });
  return { received, error };
}
