const secretName = /(?:password|passwd|passphrase|secret|token|private[_-]?key|api[_-]?key|access[_-]?key|credentials?)$/i;
const reference = /^(?:env:[A-Za-z_][A-Za-z0-9_]*|file:\/[^\0]+)$/;
const password = /^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i;
const privateKey = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/**
 * Where in `value` a secret seems to stand in the clear: a text under a name like `password` that is no reference
 * (`env:NAME`, `file:/path`), a URL with a password, a private key. Answers the path below `path`, or undefined.
 * Settings, their history and their events are read by many; secrets are kept elsewhere and referred to.
 * Recurses: the depth must have been checked.
 */
export function secretInClear(name: string, value: unknown, path: string): string | undefined {
  if (typeof value === 'string') {
    const seems = (secretName.test(name) && value !== '' && !reference.test(value)) || password.test(value) || privateKey.test(value);
    return seems ? path : undefined;
  }
  if (value === null || typeof value !== 'object') return undefined;
  for (const [member, inner] of Object.entries(value)) {
    const found = secretInClear(Array.isArray(value) ? name : member, inner, `${path}.${member}`);
    if (found !== undefined) return found;
  }
  return undefined;
}
