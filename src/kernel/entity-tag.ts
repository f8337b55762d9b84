import { AuroraError } from './errors.ts';

/** Differs, but for one case in four billion, where one of `texts` does. */
function fingerprint(texts: readonly (string | null)[]): string {
  let hash = 0x811c9dc5;
  for (const character of JSON.stringify(texts)) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193);
  return (hash >>> 0).toString(36);
}

/**
 * The version of one resource, as the opaque part of a strong entity tag (RFC 9110, 8.8.3) without its quotes. `shown` is what is shown
 * with it and changes without a new version of it.
 */
export const entityTag = (resource: { readonly id: number | string; readonly version: number }, ...shown: readonly (string | null)[]): string =>
  `${resource.id}.${resource.version}${shown.some(text => text !== null) ? `.${fingerprint(shown)}` : ''}`;

const member = /(W\/)?"([\x21\x23-\x7e\x80-\xff]*)"/gy;

/** The tags of an `If-Match` or `If-None-Match` field; `'*'` for any, undefined for a field that is malformed. */
export function parseEntityTags(field: string): '*' | { tag: string; weak: boolean }[] | undefined {
  const text = field.trim();
  if (text === '*') return '*';
  const tags: { tag: string; weak: boolean }[] = [];
  for (let at = 0; at < text.length;) {
    member.lastIndex = at;
    const match = member.exec(text);
    if (!match) return undefined;
    tags.push({ tag: match[2]!, weak: match[1] !== undefined });
    at = member.lastIndex;
    const comma = /\s*(?:,\s*|$)/y;
    comma.lastIndex = at;
    if (!comma.test(text)) return undefined;
    at = comma.lastIndex;
  }
  return tags.length > 0 ? tags : undefined;
}

/** Weak comparison, as `If-None-Match` asks for it. */
export function matchesWeakly(field: string, tag: string): boolean {
  const tags = parseEntityTags(field);
  return tags === '*' || (tags?.some(given => given.tag === tag) ?? false);
}

/** Strong comparison, as `If-Match` asks for it, with the tag of a version: whatever was shown with it. */
function matchesVersion(field: string, tag: string): boolean {
  const tags = parseEntityTags(field);
  return tags === '*' || (tags?.some(given => !given.weak && (given.tag === tag || given.tag.startsWith(`${tag}.`))) ?? false);
}

/** Throws `STALE_VERSION` unless `resource` is what the caller's `if_match` field or `version` says; without either, it always is. */
export function requireFresh(resource: { readonly id: number | string; readonly version: number }, given: { readonly if_match?: string | undefined; readonly version?: number | undefined }): void {
  const fresh = (given.version === undefined || given.version === resource.version)
    && (given.if_match === undefined || matchesVersion(given.if_match, entityTag(resource)));
  if (!fresh) throw new AuroraError('STALE_VERSION', undefined, { details: { current_version: resource.version } });
}
