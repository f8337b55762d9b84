import type { IncomingMessage } from 'node:http';
import { AuroraError } from '@aurora/kernel';

const host = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Refuses what Node's parser lets pass and what two servers could read in two ways. */
export function checkRequest(request: IncomingMessage, served: readonly string[] | undefined): void {
  const { headers, httpVersionMajor, httpVersionMinor, method, rawHeaders } = request;
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  if (hosts > 1) throw new AuroraError('MALFORMED_REQUEST', 'The request has more than one Host.');
  if (httpVersionMajor === 1 && httpVersionMinor === 0 && headers['transfer-encoding'] !== undefined) throw new AuroraError('MALFORMED_REQUEST', 'HTTP/1.0 knows no Transfer-Encoding.');
  if (method === 'TRACE' || method === 'CONNECT') throw new AuroraError('METHOD_NOT_ALLOWED');
  const given = headers.host;
  if (given === undefined) return;
  if (!host.test(given)) throw new AuroraError('MALFORMED_REQUEST', 'The Host is malformed.');
  if (served && !served.includes(given.toLowerCase()) && !served.includes(given.toLowerCase().replace(/:\d+$/, ''))) throw new AuroraError('MISDIRECTED_REQUEST');
}
