import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { HeaderList } from './answer.ts';
import { createClientAddress, peerAddress } from './client-address.ts';
import { forwardedParameter, lastFirst } from './forwarding-fields.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** A node as `Forwarded` writes it (RFC 7239, 6). */
const nodeOf = (address: string): string => (address.includes(':') ? `"[${address}]"` : address);

const elementOf = (address: string, proto: string, host: string | undefined): string => `for=${nodeOf(address)};proto=${proto}${host === undefined ? '' : `;host="${host}"`}`;

const ownProto = (request: IncomingMessage): string => ((request.socket as TLSSocket).encrypted ? 'https' : 'http');

/** For a peer that nobody vouches for: what it has sent itself is not looked at. */
function replaced(request: IncomingMessage, peer: string): HeaderList {
  const proto = ownProto(request);
  const { host } = request.headers;
  const headers = ['x-forwarded-for', peer, 'x-forwarded-proto', proto, 'forwarded', elementOf(peer, proto, host)];
  if (host !== undefined) headers.push('x-forwarded-host', host);
  return headers;
}

const wellQuoted = (field: string): boolean => field.split('"').length % 2 === 1;
const matching = (value: unknown, form: RegExp): string | undefined => (typeof value === 'string' && form.test(value) ? value : undefined);

/** What a trusted proxy says, and the proxy itself after it. Of two ways to say it, the one that is missing is made from the other. */
function appended(request: IncomingMessage, peer: string, client: string): HeaderList {
  const { 'x-forwarded-for': chain, 'x-forwarded-host': givenHost, 'x-forwarded-proto': givenProto, forwarded, host: ownHost } = request.headers;
  const chained = forwarded && wellQuoted(forwarded) ? forwarded : undefined;
  const nearest = chained === undefined ? '' : lastFirst(chained).next().value!;
  const proto = matching(givenProto, /^https?$/i) ?? matching(forwardedParameter(nearest, 'proto'), /^https?$/i) ?? ownProto(request);
  const host = matching(givenHost, /^[\w.:[\]-]+$/) ?? matching(forwardedParameter(nearest, 'host'), /^[\w.:[\]-]+$/) ?? ownHost;
  const before = client === peer ? '' : `${client}, `;
  const elements = chained ?? (client === peer ? undefined : elementOf(client, proto, host));
  const own = elementOf(peer, ownProto(request), ownHost);
  const headers = ['x-forwarded-for', !chain ? before + peer : `${String(chain)}, ${peer}`, 'x-forwarded-proto', proto, 'forwarded', elements === undefined ? own : `${elements}, ${own}`];
  if (host !== undefined) headers.push('x-forwarded-host', host);
  return headers;
}

/**
 * What an upstream is told of the client: X-Forwarded-For, -Proto and -Host, and Forwarded (RFC 7239), name and value in turn.
 * What an untrusted peer has sent of them is replaced; what a trusted proxy has sent is appended to, its protocol and host kept.
 * The request has passed `checkRequest`. Throws as `createClientAddress` does.
 */
export function createForwardedHeaders(trusted: readonly string[]): (request: IncomingMessage) => HeaderList {
  if (trusted.length === 0) return request => replaced(request, peerAddress(request));
  const isTrusted = trustedProxies(trusted);
  const clientOf = createClientAddress(trusted);
  return request => {
    const peer = peerAddress(request);
    return isTrusted(peer) ? appended(request, peer, clientOf(request)) : replaced(request, peer);
  };
}
