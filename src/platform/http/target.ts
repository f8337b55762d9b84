import { AuroraError } from '@aurora/kernel';

/** A request target, canonical: the path still percent-encoded as RFC 3986 wants it, and UTF-8 once it is decoded. */
export interface Target {
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
}

const plain = /^(?:\/[\w~!$&'()*+,;=:@-][\w.~!$&'()*+,;=:@-]*)*\/?$/;
const unreserved = /^[\w.~-]$/;
const malformed = (why: string, part = 'path'): AuroraError => new AuroraError('MALFORMED_REQUEST', `The ${part} ${why}.`);

/**
 * Reads a request target in origin form. Throws `MALFORMED_REQUEST` for what is ambiguous between hops: encoded slashes,
 * backslashes and NUL, dot segments, bad percent-encoding, fragments. What is encoded without need is decoded, once,
 * and repeated slashes are one, so that a path has one spelling when it is authorised and routed.
 */
export function readTarget(url: string): Target {
  const mark = url.indexOf('?');
  const raw = mark === -1 ? url : url.slice(0, mark);
  const query = mark === -1 ? '' : url.slice(mark + 1);
  if (query !== '') checkQuery(query);
  return { path: plain.test(raw) ? raw : canonical(raw), query };
}

/** What a query could be read as in two ways: by a server that guesses, and by one that does not. */
function checkQuery(query: string): void {
  if (query.includes('#')) throw malformed('carries a fragment', 'query');
  if (/[^\x21-\x7e]/.test(query)) throw malformed('has characters that must be encoded', 'query');
  if (!query.includes('%')) return;
  if (/%(?![0-9a-f]{2})/i.test(query)) throw malformed('has a bad percent-encoding', 'query');
  requireUtf8(query, 'query');
}

function canonical(raw: string): string {
  if (!raw.startsWith('/')) throw malformed('is not in origin form');
  if (raw.includes('#')) throw malformed('carries a fragment');
  if (raw.includes('\\')) throw malformed('has a backslash');
  const path = raw.replace(/%([0-9a-f]{0,2})/gi, decodeUnreserved).replace(/\/{2,}/g, '/');
  if (/[^\x21-\x7e]/.test(path)) throw malformed('has characters that must be encoded');
  if (/(?:^|\/)\.{1,2}(?:\/|$)/.test(path)) throw malformed('has dot segments');
  requireUtf8(path);
  return path;
}

function requireUtf8(encoded: string, part?: string): void {
  try {
    decodeURIComponent(encoded);
  } catch {
    throw malformed('is not UTF-8', part);
  }
}

function decodeUnreserved(triplet: string, digits: string): string {
  if (digits.length !== 2) throw malformed('has a bad percent-encoding');
  const character = String.fromCharCode(Number.parseInt(digits, 16));
  if (character === '/' || character === '\\' || character === '\0') throw malformed('has an encoded slash, backslash or NUL');
  return unreserved.test(character) ? character : triplet.toUpperCase();
}
