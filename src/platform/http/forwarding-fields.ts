import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An IPv4 address that is written as IPv6, as a socket for both gives it, in its own form. */
export const plainAddress = (address: string): string => (address.startsWith('::ffff:') && address.includes('.') ? address.slice(7) : address);

/** The elements of a field, the last first: proxies append, so the last is from the nearest. Commas in quotes part nothing. */
export function* lastFirst(field: string): Generator<string> {
  let end = field.length;
  let quoted = false;
  for (let at = end - 1; at >= 0; at -= 1) {
    const character = field[at];
    if (character === '"') quoted = !quoted;
    if (character !== ',' || quoted) continue;
    yield field.slice(at + 1, end).trim();
    end = at;
  }
  yield field.slice(0, end).trim();
}

/** The address in a node as proxies write it: bare, or with a port, IPv6 then in brackets. Undefined for anything else, such as `unknown`. */
export function nodeAddress(node: string): string | undefined {
  const [, bare = node] = /^\[([\da-f:.]+)\](?::\d{1,5})?$/i.exec(node) ?? /^([\d.]+):\d{1,5}$/.exec(node) ?? [];
  const family = node.includes('%') ? 0 : isIP(bare);
  if (family === 0) return undefined;
  return family === 4 ? bare : ipaddr.process(bare).toString();
}

/** A parameter of an element of `Forwarded` (RFC 7239, 4), without its quotes. Undefined where it is missing or the element is malformed. */
export function forwardedParameter(element: string, name: string): string | undefined {
  for (const pair of element.split(';')) {
    const [, key, token, quoted] = /^\s*([\w-]+)=(?:([\w!#$%&'*+.^`|~-]+)|"([^"\\]*)")\s*$/.exec(pair) ?? [];
    if (key === undefined) return undefined;
    if (key.toLowerCase() === name) return token ?? quoted;
  }
  return undefined;
}
