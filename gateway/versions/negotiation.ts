import { AuroraError } from '@aurora/kernel';
import type { Exchange } from '@aurora/platform/http';
import Negotiator from 'negotiator';
import type { Version } from './versions.ts';

/** What paths of every version begin with. */
const root = '/api';
const named = 'application/vnd.aurora.', plain = 'application/json';

export interface NegotiationOptions {
  /** The oldest first. */
  readonly versions: readonly Version[];
  /** Whether the path, with its version, is one of the API. */
  readonly has: (path: string) => boolean;
  /** Whether a request that names no version in `Accept` is meant as well. Not where another application may know the path. */
  readonly unnamed: boolean;
}

/** Another header that the answer depends on. */
function addVary({ response }: Exchange, header: string): void {
  const before = response.getHeader('vary');
  response.setHeader('vary', before === undefined ? header : `${String(before)}, ${header}`);
}

/** The media type that the client prefers: of one of the versions, or JSON, which names none; undefined if it takes none of them. */
const preferred = ({ request }: Exchange, versions: readonly Version[]): string | undefined => new Negotiator(request).mediaType([plain, ...versions.map(({ mediaType }) => mediaType)]);

/**
 * Gives `/api/syllabi` the path of the version that `Accept` names, as `application/vnd.aurora.v2+json` does; without a name, of the
 * oldest version that has it. Throws `NOT_ACCEPTABLE` where the path is in no version that the client takes.
 */
export const negotiateVersion = ({ versions, has, unnamed }: NegotiationOptions) => (exchange: Exchange): boolean => {
  const { path, query } = exchange.target!;
  if (!path.startsWith(`${root}/`)) return false;
  const asked = exchange.request.headers.accept?.toLowerCase().includes(named) ?? false;
  if (!asked && !unnamed) return false;
  const rest = path.slice(root.length);
  const present = versions.filter(({ prefix }) => has(prefix + rest));
  if (present.length === 0) return false;
  addVary(exchange, 'accept');
  const type = asked ? preferred(exchange, present) : plain;
  const version = type === plain ? present[0] : present.find(({ mediaType }) => mediaType === type);
  if (!version) throw new AuroraError('NOT_ACCEPTABLE', `This path is in ${present.map(({ name }) => name).join(' and ')} only.`, { details: { available: present.map(({ mediaType }) => mediaType) } });
  exchange.target = { path: version.prefix + rest, query };
  if (type !== plain) exchange.mediaType = type;
  return true;
};
