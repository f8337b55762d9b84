/** Names of fields whose values nobody should see. */
const secret = /secret|token|passw|hash|signature|credential|authorization|cookie|api_?key|private_?key/i;

const longest = 200;

/** A URL's query may be its signature, and what stands before its host a password. */
const withoutGrants = (text: string): string => text
  .replaceAll(/\/\/[^/\s@]*@/g, '//***@')
  .replaceAll(/(\/[^\s?#"<>]*[?#])[^\s"<>]+/g, '$1…');

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest)}…` : text);

/** JSON of a value, without what its own fields hide; no stack is deep enough for every value that can be parsed. */
function shownJson(value: object): string {
  try {
    return JSON.stringify(value, (key, inner: unknown) => (secret.test(key) ? '***' : typeof inner === 'string' ? cut(inner) : inner));
  } catch {
    return 'too deep to be shown';
  }
}

/** A value of the field at the dotted path `field` as people may see it: nothing secret, and at most 200 characters. */
export function masked(field: string, value: unknown): unknown {
  if (value === undefined || value === null) return value;
  if (secret.test(field)) return '***';
  if (typeof value === 'string') return withoutGrants(cut(value));
  return typeof value === 'object' ? withoutGrants(cut(shownJson(value))) : value;
}

/** A request's target, or the path of a field, as people may see it. */
export const maskedPath = (path: string): string => withoutGrants(cut(path));
