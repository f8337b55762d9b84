import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { isReference, makeKey, parseKeys, readReference, seal, SecretError, withSecrets } from '@aurora/platform/secrets';
import { readSettings } from '@aurora/platform/settings';

const secret = 'hunter2 ✓';
const [first, second] = [makeKey('a'), makeKey('b')];
const sealed = (key: string, text = secret) => seal(text, parseKeys(key)[0]!);

/** What a reference is refused with; fails if it is followed. */
function refusal(reference: string, env: Record<string, string>): string {
  try {
    readReference(reference, env);
  } catch (error) {
    if (error instanceof SecretError) return error.message;
    throw error;
  }
  throw new Error('it was followed');
}

let folder = '';
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'aurora-secrets-')); });
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('an encrypted secret', () => {
  test('is never the same text twice, and is read with its key, whichever encrypts now', () => {
    const [one, other] = [sealed(first), sealed(first)];
    expect(one).not.toBe(other);
    for (const keys of [first, `${second},${first}`, `${second}\n${first}\n`]) expect([one, other].map(text => readReference(text, { AURORA_SECRET_KEY: keys }))).toEqual([secret, secret]);
  });

  test('that was changed, wherever, or whose key is another, is refused without a word of it', () => {
    const text = sealed(first);
    const env = { AURORA_SECRET_KEY: `${first} ${second}` };
    const start = 'enc:v1:a:'.length;
    for (let at = start; at < text.length; at += 1) {
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      expect([at, refusal(changed, env)]).toEqual([at, 'The secret that is encrypted with the key a has been changed, cut short, or encrypted with another key of that id.']);
    }
    for (const cut of [text.slice(0, -1), text.slice(0, start + 8), `${text}A`, text.replace('enc:v1:a:', 'enc:v1:b:')]) expect(refusal(cut, env)).toMatch(/has been changed, cut short/);
    expect(refusal(text, { AURORA_SECRET_KEY: makeKey('a') })).toMatch(/another key of that id/);
    expect(refusal(text, { AURORA_SECRET_KEY: second })).toBe('The secret is encrypted with the key a, which is not among those of AURORA_SECRET_KEY.');
    expect(refusal(text, {})).toMatch(/AURORA_SECRET_KEY is not set/);
    for (const wrong of ['enc:', 'enc:v1:a', 'enc:v2:a:AAAA', 'enc:v1:a:!!']) expect(refusal(wrong, env)).toMatch(/not of the form/);
  });

  test.each(['x', 'a:AAAA', `a:${'A'.repeat(44)}`, `${first},${first}`, 'a/b:x', ' , '])('has no key in %j, which is not repeated', keys => {
    const said = refusal(sealed(second), { AURORA_SECRET_KEY: keys });
    expect(said).toMatch(/^AURORA_SECRET_KEY must (?:be|not have)|is not set/);
    expect(said).not.toContain(first.slice(2));
  });
});

describe('a reference', () => {
  test('is followed anew each time: to a file, a variable, and what they hold encrypted, with keys that may change too', async () => {
    const [file, keys] = [join(folder, 'secret'), join(folder, 'keys')];
    const env = { NAME: secret, SEALED: sealed(first), AURORA_SECRET_KEY: `file:${keys}` };
    await writeFile(keys, first);
    await writeFile(file, `${secret}\n`);
    expect([`file:${file}`, 'env:NAME', 'env:SEALED'].map(reference => readReference(reference, env))).toEqual([secret, secret, secret]);
    await writeFile(file, sealed(second, 'another'));
    expect(refusal(`file:${file}`, env)).toMatch(/encrypted with the key b, which is not among those/);
    await writeFile(keys, `${second}\n${first}\n`);
    expect(readReference(`file:${file}`, env)).toBe('another');
    expect(readReference('env:SEALED', env)).toBe(secret);
  });

  test('that leads nowhere is refused by its name', async () => {
    await writeFile(join(folder, 'empty'), '\n');
    expect(refusal(`file:${folder}/none`, {})).toBe(`There is no file at file:${folder}/none.`);
    expect(refusal(`file:${folder}/empty`, {})).toMatch(/is empty/);
    expect(refusal(`file:${folder}`, {})).toMatch(/can't be read \(EISDIR\)/);
    expect(refusal('env:NONE', {})).toBe('The variable of env:NONE is not set.');
  });

  test('is told from other texts', () => {
    expect(['env:A', 'file:/a', sealed(first)].map(isReference)).toEqual([true, true, true]);
    expect(['env:', 'env:A B', 'file:a', 'enc:v1:a:', 'enc:abc', 'hunter2', ` ${sealed(first)}`].map(isReference)).toEqual(Array.from({ length: 7 }, () => false));
  });

  test('is followed wherever it stands in a value, and one that fails is named by its place', () => {
    const env = { A: secret, AURORA_SECRET_KEY: first };
    expect(withSecrets({ host: 'mail', password: 'env:A', more: [sealed(first), 1, null] }, env)).toEqual({ host: 'mail', password: secret, more: [secret, 1, null] });
    expect(() => withSecrets({ smtp: [{ password: 'env:B' }] }, env)).toThrow('smtp.0.password: The variable of env:B is not set.');
  });
});

describe('settings of the program', () => {
  const url = 'redis://:hunter2@redis:6379';

  test('that are secret may be references', async () => {
    await writeFile(join(folder, 'url'), `${url}\n`);
    for (const reference of [sealed(first, url), `file:${folder}/url`, 'env:THE_URL']) {
      expect(readSettings({ AURORA_REDIS_URL: reference, THE_URL: url, AURORA_SECRET_KEY: first }).REDIS_URL).toBe(url);
    }
  });

  test.each([
    [{ AURORA_REDIS_URL: sealed(first, url) }, /^AURORA_REDIS_URL: There is no key/], [{ AURORA_REDIS_URL: 'env:NONE' }, /^AURORA_REDIS_URL: The variable of env:NONE/],
    [{ AURORA_REDIS_URL: 'env:THE_URL', THE_URL: 'hunter2' }, /^AURORA_REDIS_URL must be redis:\/\//], [{ AURORA_SECRET_KEY: 'hunter2' }, /^AURORA_SECRET_KEY must be <id>:/],
  ])('that are wrong are refused without a secret', (env, message) => {
    try {
      readSettings(env as Record<string, string>);
    } catch (error) {
      expect((error as Error).message).toMatch(message);
      expect((error as Error).message).not.toContain('hunter2');
      return;
    }
    throw new Error('they were taken');
  });
});
