import { isReference } from '@aurora/platform/secrets';

const secretName = /(?:password|passwd|passphrase|secret|token|private[_-]?key|api[_-]?key|access[_-]?key|credentials?)$/i;
const password = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Whether `text` under the name `name` seems to be a secret. */
const seemsSecret = (name: string, text: string): boolean => (secretName.test(name) && text !== '' && !isReference(text)) || password.test(text) || privateKey.test(text);

/** What is shown in the place of a secret. */
export const hidden = '(hidden: it seems to be a secret)';

/** The same value with `hidden` for what seems to be a secret: history may have been written before it would have been refused. Recurses: the depth must have been checked. */
export function withoutSecrets(name: string, value: unknown): unknown {
  if (typeof value === 'string') return seemsSecret(name, value) ? hidden : value;
  if (Array.isArray(value)) return value.map(inner => withoutSecrets(name, inner));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).map(([member, inner]) => [member, withoutSecrets(member, inner)]));
}

/**
 * Where in `value` a secret seems to stand in the clear: a text under a name like `password` that is no reference
 * (`env:NAME`, `file:/path`, `enc:…`), a URL with a password, a private key. Answers the path below `path`, or undefined.
 * Settings, their history and their events are read by many; secrets are kept elsewhere and referred to.
 * Recurses: the depth must have been checked.
 */
export function secretInClear(name: string, value: unknown, path: string): string | undefined {
  if (typeof value === 'string') {
    return seemsSecret(name, value) ? path : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [member, inner] of Object.entries(value)) {
    const found = secretInClear(Array.isArray(value) ? name : member, inner, `${path}.${member}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
