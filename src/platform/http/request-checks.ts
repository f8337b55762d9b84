import type { IncomingMessage } from 'node:http';
import { AuroraError } from '@aurora/kernel';
import { methodNotAllowed } from './method-not-allowed.ts';

const host = /^(?:[a-z0-9](?:[a-z0-9._-]{0,253})|\[[0-9a-f:.]{2,45}\])(?::\d{1,5})?$/i;

/** Methods that some path takes. */
const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];
const malformed = (message: string): AuroraError => new AuroraError('MALFORMED_REQUEST', message);

/** How many of its raw headers are called `host`. */
function countHosts(rawHeaders: readonly string[]): number {
  let hosts = 0;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts += 1;
  }
  return hosts;
}

/** Takes the scheme and authority off a target in absolute form, as proxies send it (RFC 9112, 3.2.2); they must name the same host. */
function useOriginForm(request: IncomingMessage): void {
  const absolute = /^https?:\/\/([^/?#]*)(.*)$/is.exec(request.url!);
  if (!absolute) return;
  const [, authority, target] = absolute;
  if (authority!.toLowerCase() !== request.headers.host?.toLowerCase()) throw malformed('The target names another host than Host.');
  request.url = target!.startsWith('/') ? target! : `/${target!}`;
}

/** Refuses what Node's parser lets pass and what two servers could read in two ways. After an error from here the connection must end. */
export function checkRequest(request: IncomingMessage, served: readonly string[] | undefined): void {
  const { headers, httpVersionMajor, httpVersionMinor, method, rawHeaders } = request;
  if (countHosts(rawHeaders) > 1) throw malformed('The request has more than one Host.');
  const old = httpVersionMajor === 1 && httpVersionMinor === 0;
  if (old && headers['transfer-encoding'] !== undefined) throw malformed('HTTP/1.0 knows no Transfer-Encoding.');
  if (method === 'TRACE' || method === 'CONNECT') throw methodNotAllowed(methods);
  if (!request.url!.startsWith('/')) useOriginForm(request);
  const given = headers.host;
  if (given === undefined) {
    if (old) return;
    throw malformed('The request has no Host.');
  }
  if (!host.test(given)) throw malformed('The Host is malformed.');
  if (served && !served.includes(given.toLowerCase()) && !served.includes(given.toLowerCase().replace(/:\d+$/, ''))) throw new AuroraError('MISDIRECTED_REQUEST');
}
