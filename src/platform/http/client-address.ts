import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { forwardedParameter, lastFirst, nodeAddress, plainAddress } from './forwarding-fields.ts';
import { trustedProxies } from './trusted-proxies.ts';

/** Who is at the other end of the connection; `unknown` once that is gone. */
export const peerAddress = (request: IncomingMessage): string => plainAddress(request.socket.remoteAddress ?? 'unknown');

/** The nearest address in the forwarding fields that is no trusted proxy; the farthest where all are; `peer` where one on the way there is malformed. */
function forwardedFor({ headers }: IncomingMessage, isTrusted: (address: string) => boolean, peer: string): string {
  const plain = headers['x-forwarded-for'] as string | undefined;
  const field = plain ?? headers.forwarded;
  if (field === undefined) return peer;
  let client = peer;
  for (const element of lastFirst(field)) {
    const node = plain === undefined ? forwardedParameter(element, 'for') : element;
    const address = node === undefined ? undefined : nodeAddress(node);
    if (address === undefined) return peer;
    client = address;
    if (!isTrusted(address)) break;
  }
  return client;
}

/**
 * The address of a request's client: the peer's, or where the peer is a trusted proxy, the right-most address of X-Forwarded-For
 * (without one, of RFC 7239's Forwarded) that is no trusted proxy. What stands left of that, anybody may have written.
 * `trusted` holds addresses and networks in CIDR notation; throws a `SettingsError` for an entry that is neither.
 */
export function createClientAddress(trusted: readonly string[]): (request: IncomingMessage) => string {
  if (trusted.length === 0) return peerAddress;
  const isTrusted = trustedProxies(trusted);
  return request => {
    const peer = peerAddress(request);
    return isTrusted(peer) ? forwardedFor(request, isTrusted, peer) : peer;
  };
}

/** Under what an address is counted: IPv6 by its /64, since one client has all of that; IPv4 as it is, also where it is written as IPv6. */
export function limitKeyOf(address: string): string {
  if (!address.includes(':') || isIP(address) === 0) return address;
  const parsed = ipaddr.process(address);
  if (!('parts' in parsed)) return parsed.toString();
  const [a, b, c, d] = parsed.parts;
  return `${a!.toString(16)}:${b!.toString(16)}:${c!.toString(16)}:${d!.toString(16)}::/64`;
}
