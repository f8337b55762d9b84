import { describe, expect, test } from '@jest/globals';
import { makeApiKey, parseApiKey, verifyApiKey } from '@aurora/platform/auth';
import fc from 'fast-check';

describe('an API key', () => {
  test('is verified by its hash alone, and names its id', () => {
    const { id, key, hash } = makeApiKey();
    const parsed = parseApiKey(key)!;
    expect(parsed.id).toBe(id);
    expect(verifyApiKey(parsed, hash)).toBe(true);
    expect(hash).not.toContain(parsed.secret);
  });

  test('has 12 characters of id and 32 bytes of secret, never the same', () => {
    const keys = Array.from({ length: 500 }, makeApiKey);
    for (const { key } of keys) expect(key).toMatch(/^aurora_[0-9a-hjkmnp-tv-z]{12}_[A-Za-z0-9_-]{43}$/);
    expect(new Set(keys.map(({ id }) => id)).size).toBe(500);
  });

  test('is refused with any character changed', () => {
    const { key, hash } = makeApiKey();
    fc.assert(fc.property(fc.nat(key.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, other) => {
      fc.pre(key[at] !== other);
      const parsed = parseApiKey(key.slice(0, at) + other + key.slice(at + 1));
      expect(parsed !== undefined && verifyApiKey(parsed, hash)).toBe(false);
    }));
  });

  test('does not open another row into which its hash was moved', () => {
    const [mine, theirs] = [makeApiKey(), makeApiKey()];
    const { secret } = parseApiKey(mine.key)!;
    expect(verifyApiKey({ id: theirs.id, secret }, mine.hash)).toBe(false);
  });

  test('is not read out of any other text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), text => { expect(parseApiKey(text)).toBeUndefined(); }));
    const { key } = makeApiKey();
    for (const text of [`${key} `, ` ${key}`, `${key}\n`, key.toUpperCase(), key.slice(0, -1), `${key}A`]) expect(parseApiKey(text)).toBeUndefined();
  });

  test('is refused, not an exception, where the stored hash is damaged', () => {
    const parsed = parseApiKey(makeApiKey().key)!;
    fc.assert(fc.property(fc.string(), stored => { expect(verifyApiKey(parsed, stored)).toBe(false); }));
  });
});
