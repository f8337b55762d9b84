import type { WireName } from './wire.ts';

/** An answer as a test wants it. */
export interface Answer {
  /** `held`: not before the test releases it. */
  readonly kind: 'answer' | 'held';
  /** 200 unless it is said. */
  readonly status?: number;
  /** Added to `content-type: application/json` and `content-length`; a name may come twice. */
  readonly headers?: readonly (readonly [name: string, value: string])[];
  /** The method, the target and the number of bytes received, as JSON, unless it is said. */
  readonly body?: string;
}

/** So many bytes with a length, 1 GiB unless it is said. */
export interface Large {
  readonly kind: 'large';
  readonly bytes?: number;
}

/** JSON of so many bytes of zeros, 10 GiB unless it is said, as gzip of a thousandth, whatever the client accepts. */
export interface GzipBomb {
  readonly kind: 'gzip-bomb';
  /** A multiple of 64 MiB. */
  readonly bytes?: number;
}

/** What needs no more to be said; the handlers of the same names tell what each does. */
export type PlainName = 'echo' | 'silence' | 'stale' | 'drip' | 'drip-headers' | 'early-413' | 'event-stream' | 'websocket' | 'early-hints' | 'hop-by-hop' | 'surplus' | WireName;

export type Behaviour = Answer | Large | GzipBomb | { readonly kind: PlainName };
export type Kind = Behaviour['kind'];

/** How a request came to its end: it has not yet; its answer went out whole; the client left before; the upstream broke off. */
export type End = 'open' | 'answered' | 'left' | 'broken';

/** A request as it came to an upstream. */
export interface Seen {
  readonly method: string;
  /** As it came, not decoded. */
  readonly target: string;
  /** As they came, in their order, names in their case. */
  readonly headers: readonly (readonly [name: string, value: string])[];
  /** Bytes of the body that were read, without framing. */
  readonly bytes: number;
  /** The first 64 KiB of the body, as Latin-1. */
  readonly body: string;
  /** Whether the body came whole. */
  readonly complete: boolean;
  readonly end: End;
  /** On which connection it came, counted from 1. */
  readonly connection: number;
}

/** How many connections there have been, and are. */
export interface Connections {
  readonly opened: number;
  readonly open: number;
}

/** The value of a header of `seen`, by its name in lower case; several are joined by a comma. */
export function headerOf({ headers }: Seen, name: string): string | undefined {
  const values = headers.filter(([given]) => given.toLowerCase() === name).map(([, value]) => value);
  return values.length > 0 ? values.join(', ') : undefined;
}
