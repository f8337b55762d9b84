import { describe, expect, test } from '@jest/globals';
import { AuroraError } from '@aurora/kernel';
import { createAuthenticator, makeApiKey, type ApiKeyRecord } from '@aurora/platform/auth';
import { aurora, serving, type Answer } from './credentials-workbench.ts';

type Listing = ApiKeyRecord & { name: string; created_at: string; last_used_at: null; expires_at: string | null; revoked_at: string | null };

/** The keys of the config module as its clients meet them, in memory: two on a page. `admin` opens it. */
function keyStore() {
  const admin = makeApiKey();
  const keys: Listing[] = [];
  const shown = ({ id, name, scopes, created_at, last_used_at, expires_at, revoked_at }: Listing) => ({ id, name, scopes, created_at, last_used_at, expires_at, revoked_at });
  const add = (name: string, scopes: Listing['scopes'], expires_at: string | null) => {
    const { id, key, hash } = makeApiKey();
    const listing: Listing = { id, hash, name, scopes, created_at: '2026-03-01T09:30:00.000Z', last_used_at: null, expires_at, revoked_at: null, expiresAt: undefined, revokedAt: undefined };
    keys.push(listing);
    return { ...shown(listing), key };
  };
  const authenticator = createAuthenticator({
    issuers: [], audience: 'aurora', publicRead: false,
    apiKeys: { find: async id => (id === admin.id ? { id, hash: admin.hash, scopes: ['admin'], expiresAt: undefined, revokedAt: undefined } : undefined) },
  });

  const answer: Answer = async ({ method, path, raw, body }) => {
    try {
      if ((await authenticator.authenticate(raw)).principal.id === 'anonymous') throw new AuroraError('UNAUTHENTICATED');
    } catch (error) {
      const { status, code, message } = error as AuroraError;
      return { status, body: { error_code: code, error_message: message } };
    }
    const { pathname, searchParams } = new URL(path, 'http://x');
    if (method === 'POST' && pathname === '/api/v1/config/keys') {
      const { name, scopes, expires_at = null } = JSON.parse(body);
      return { status: 201, body: add(name, scopes, expires_at) };
    }
    if (method === 'GET' && pathname === '/api/v1/config/keys') {
      const from = Number(searchParams.get('cursor') ?? 0);
      return { status: 200, body: { items: keys.slice(from, from + 2).map(shown), next: from + 2 < keys.length ? String(from + 2) : null } };
    }
    const found = method === 'DELETE' ? keys.findIndex(({ id }) => pathname === `/api/v1/config/keys/${id}`) : -1;
    if (found === -1) return { status: 404, body: { error_code: 'NOT_FOUND', error_message: 'There is no such key.' } };
    keys[found] = { ...keys[found]!, revoked_at: '2026-03-02T09:30:00.000Z' };
    return { status: 204 };
  };
  return { admin: admin.key, keys, answer };
}

const run = (work: (store: ReturnType<typeof keyStore>, keysCommand: (...args: string[]) => ReturnType<typeof aurora>) => Promise<void>) => {
  const store = keyStore();
  return serving(store.answer, url => work(store, (...args) => aurora(['keys', ...args], { AURORA_URL: url, AURORA_TOKEN: store.admin })));
};

describe('aurora keys', () => {
  test('create prints the key, this once, alone on standard output', () => run(async ({ keys }, keysCommand) => {
    const { code, out, err } = await keysCommand('create', '--name', 'Timetable import', '--role', 'editor');
    expect(code).toBe(0);
    expect(out).toMatch(/^aurora_[0-9a-z]{12}_[\w-]{43}\n$/);
    expect(err).toMatch(/cannot be shown again/);
    expect(keys).toMatchObject([{ name: 'Timetable import', scopes: ['subject:read', 'syllabus:read', 'file:read', 'subject:write', 'syllabus:write', 'file:write'], expires_at: null }]);
  }));

  test('create can set an end', () => run(async (_, keysCommand) => {
    const before = Date.now();
    const made = JSON.parse((await keysCommand('create', '--name', 'n', '--scope', 'file:read', '--expires', '90d', '--json')).out);
    expect(made).toMatchObject({ name: 'n', scopes: ['file:read'], key: expect.stringContaining(made.id) });
    expect(Math.abs(Date.parse(made.expires_at) - before - 90 * 86_400_000)).toBeLessThan(60_000);
  }));

  test('list shows all of them, and what each allows', () => run(async (_, keysCommand) => {
    for (const [name, ...more] of [['a', '--role', 'reader'], ['b', '--role', 'admin', '--expires', '1s'], ['c', '--scope', 'file:read', '--scope', 'config:read']]) await keysCommand('create', '--name', name!, ...more);
    const { items } = JSON.parse((await keysCommand('list', '--json')).out);
    expect(items.map(({ name }: { name: string }) => name)).toEqual(['a', 'b', 'c']);
    const { out } = await keysCommand('list');
    const [head, first, , third] = out.split('\n');
    expect(head).toMatch(/^ID +NAME +ALLOWS +CREATED +LAST USED +EXPIRES +STATE$/);
    expect(first).toMatch(/^[0-9a-z]{12} +a +reader +2026-03-01 +- +- +active$/);
    expect(third).toMatch(/ c +config:read file:read /);
  }));

  test('revoke takes an id, or the key, of which it sends the id alone', () => run(async ({ keys }, keysCommand) => {
    const [first, second] = [JSON.parse((await keysCommand('create', '--name', 'a', '--role', 'reader', '--json')).out), (await keysCommand('create', '--name', 'b', '--role', 'reader')).out.trim()];
    expect(await keysCommand('revoke', first.id)).toEqual({ code: 0, out: `Revoked ${first.id}.\n`, err: '' });
    expect(await keysCommand('revoke', second)).toEqual({ code: 0, out: `Revoked ${keys[1]!.id}.\n`, err: '' });
    expect((await keysCommand('list')).out.match(/revoked/g)).toHaveLength(2);
    expect(await keysCommand('revoke', 'nothing')).toEqual({ code: 1, out: '', err: 'aurora: There is no such key.\n' });
  }));

  test('without a good credential says so, and repeats nothing of it', () => serving(keyStore().answer, async url => {
    const { key } = makeApiKey();
    const { code, out, err } = await aurora(['keys', 'list', '--url', url, '--token', key]);
    expect([code, out, err]).toEqual([1, '', 'aurora: The API key does not count.\n']);
  }));

  test.each([[['create', '--name', 'n']], [['create', '--role', 'reader']], [['revoke']], [['create', '--name', 'n', '--role', 'reader', '--expires', 'soon']]])('%j is wrong usage', async args => {
    expect(await aurora(['keys', ...args])).toMatchObject({ code: 2, out: '' });
  });
});
