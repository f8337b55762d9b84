import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';
import { LRUCache } from 'lru-cache';
import { SettingsError } from '../settings/index.ts';

type Network = readonly [address: ipaddr.IPv4 | ipaddr.IPv6, bits: number];

/** Addresses whose answer is remembered: proxies are few, and so are the peers that matter. */
const remembered = 1024;

/** An address or a network in CIDR notation; IPv4 written as IPv6 (`::ffff:10.0.0.0/104`) counts as IPv4. */
function networkOf(entry: string): Network | undefined {
  const [address = '', bits, ...more] = entry.split('/');
  if (isIP(address) === 0 || more.length > 0 || (bits !== undefined && !/^\d{1,3}$/.test(bits))) return undefined;
  const written = ipaddr.parse(address);
  const width = written.kind() === 'ipv4' ? 32 : 128;
  const length = bits === undefined ? width : Number(bits);
  if (length > width) return undefined;
  const mapped = length >= 96 && 'isIPv4MappedAddress' in written && written.isIPv4MappedAddress();
  return mapped ? [written.toIPv4Address(), length - 96] : [written, length];
}

/**
 * Whether an address, as `plainAddress` writes it, is one of the proxies named by addresses and networks.
 * Throws a `SettingsError` that names every entry that is neither.
 */
export function trustedProxies(entries: readonly string[]): (address: string) => boolean {
  const wrong = entries.filter(entry => !networkOf(entry));
  if (wrong.length > 0) throw new SettingsError(wrong.map(entry => `AURORA_TRUSTED_PROXIES must be addresses or networks such as 10.1.2.3, 10.0.0.0/8 or fd00::/8, not ${JSON.stringify(entry)}.`));
  const networks = entries.map(entry => networkOf(entry)!);
  const known = new LRUCache<string, boolean>({ max: remembered });
  const look = (address: string): boolean => {
    if (isIP(address) === 0) return false;
    const parsed = ipaddr.parse(address);
    return networks.some(([network, bits]) => network.kind() === parsed.kind() && parsed.match(network as never, bits));
  };
  return address => {
    let trusted = known.get(address);
    if (trusted === undefined) known.set(address, trusted = look(address));
    return trusted;
  };
}
