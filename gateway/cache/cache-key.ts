/** What a copy is an answer to. */
export interface CacheKey {
  /** `subject.get`. */
  readonly operation: string;
  readonly module: string;
  readonly text: string;
}

export interface Asked {
  /** `subject.get`. */
  readonly operation: string;
  /** As `canonicalParameters` makes them. */
  readonly parameters: string;
  /** What the client accepts, as far as the answer depends on it: its `Accept-Encoding` for an answer that may be compressed. */
  readonly variant: string;
  /** Id of the principal where the answer differs by principal, else `*`. */
  readonly principal: string;
}

/** The same for two requests only if any answer to the one is an answer to the other. */
export const cacheKey = ({ operation, parameters, variant, principal }: Asked): CacheKey =>
  ({ operation, module: operation.slice(0, operation.indexOf('.')), text: JSON.stringify([operation, parameters, variant, principal]) });

const nameOf = (parameter: string): string => parameter.split('=', 1)[0]!;

/**
 * A target's path without a trailing slash, and its query with the parameters by name; those of one name stay in their order.
 * Nothing is decoded: another spelling is another key.
 */
export function canonicalParameters(path: string, query: string): string {
  const bare = path.endsWith('/') ? path.slice(0, -1) : path;
  if (query === '') return bare;
  if (!query.includes('&')) return `${bare}?${query}`;
  const byName = query.split('&').sort((one, other) => (nameOf(one) < nameOf(other) ? -1 : nameOf(one) > nameOf(other) ? 1 : 0));
  return `${bare}?${byName.join('&')}`;
}
