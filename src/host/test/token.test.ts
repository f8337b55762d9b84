import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { createAuthenticator, openLocalIssuer } from '@aurora/platform/auth';
import { aurora, inFolder, serving } from './credentials-workbench.ts';

/** A data folder as the first start leaves it, and who a token is to a host that uses it. */
const withDataFolder = (work: (env: Record<string, string>, whoIs: (token: string) => Promise<unknown>) => Promise<void>, audience = 'aurora') => inFolder(async folder => {
  const issuer = await openLocalIssuer({ reference: `file:${join(folder, 'keys', 'issuer.json')}`, create: true, audience });
  const authenticator = createAuthenticator({ issuers: [issuer], audience, publicRead: false });
  await work({ AURORA_DATA_DIR: folder }, async token => {
    const { principal } = await authenticator.authenticate(['authorization', `Bearer ${token}`]);
    return [principal.id, [...principal.scopes].sort().join(' ')];
  });
});

describe('aurora token', () => {
  test('prints a token, and nothing else, that a host with the same data folder takes', () => withDataFolder(async (env, whoIs) => {
    const { code, out, err } = await aurora(['token', '--role', 'reader', '--subject', 'Jana Novák'], env);
    expect([code, err]).toEqual([0, '']);
    expect(out).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(await whoIs(out.trim())).toEqual(['user:Jana Novák', 'file:read subject:read syllabus:read']);
  }));

  test('adds scopes to a role, or takes them alone', () => withDataFolder(async (env, whoIs) => {
    const both = await aurora(['token', '--role', 'reader', '--scope', 'subject:write', '--scope', 'config:read'], env);
    expect(await whoIs(both.out.trim())).toEqual(['user:cli', 'config:read file:read subject:read subject:write syllabus:read']);
    const alone = await aurora(['token', '--scope', 'file:read'], env);
    expect(await whoIs(alone.out.trim())).toEqual(['user:cli', 'file:read']);
  }));

  test('tells programs what is in it', () => withDataFolder(async env => {
    const before = Date.now();
    const { out } = await aurora(['token', '--role', 'admin', '--ttl', '7d', '--json'], env);
    const told = JSON.parse(out);
    expect(told).toEqual({ token: expect.any(String), id: expect.any(String), principal: 'user:cli', scopes: ['admin'], expires_at: expect.any(String) });
    expect(Math.abs(Date.parse(told.expires_at) - before - 7 * 86_400_000)).toBeLessThan(60_000);
  }));

  test('takes key and audience from the settings', () => inFolder(async folder => {
    const reference = `file:${join(folder, 'elsewhere.json')}`;
    const issuer = await openLocalIssuer({ reference, create: true, audience: 'syllabi' });
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'syllabi', publicRead: false });
    const { out } = await aurora(['token', '--role', 'admin'], { AURORA_AUTH_KEY: reference, AURORA_AUTH_AUDIENCE: 'syllabi' });
    expect(await authenticator.authenticate(['authorization', `Bearer ${out.trim()}`])).toMatchObject({ principal: { id: 'user:cli' } });
    const { keys: [key] } = JSON.parse(await readFile(join(folder, 'elsewhere.json'), 'utf8'));
    const fromVariable = await aurora(['token', '--role', 'admin'], { AURORA_AUTH_KEY: 'env:SIGNING_KEY', AURORA_AUTH_AUDIENCE: 'syllabi', SIGNING_KEY: JSON.stringify(key) });
    expect(await authenticator.authenticate(['authorization', `Bearer ${fromVariable.out.trim()}`])).toMatchObject({ principal: { id: 'user:cli' } });
  }));

  test.each<[string, string[], number, RegExp]>([
    ['no scope', ['token'], 2, /--role or --scope/],
    ['an unknown role', ['token', '--role', 'boss'], 2, /reader, editor, admin/],
    ['a scope that is none', ['token', '--scope', 'everything'], 2, /subject:read/],
    ['an endless life', ['token', '--role', 'reader', '--ttl', '99999d'], 2, /8h/],
    ['a name that another issuer gives', ['token', '--role', 'reader', '--subject', 'issuer.example|anna'], 2, /"\|"/],
    ['a folder where Aurora never ran', ['token', '--role', 'reader'], 1, /There is no signing key at .*AURORA_DATA_DIR/],
  ])('with %s prints nothing but why not', (_, args, code, reason) => inFolder(async folder => {
    const ran = await aurora(args, { AURORA_DATA_DIR: folder });
    expect([ran.code, ran.out]).toEqual([code, '']);
    expect(ran.err).toMatch(reason);
  }));
});

describe('aurora token rotate', () => {
  test('signs with a new key, and leaves the old tokens', () => withDataFolder(async env => {
    const keysNow = async () => (await openLocalIssuer({ reference: `file:${env['AURORA_DATA_DIR']}/keys/issuer.json`, create: false, audience: 'aurora' })).jwks();
    const [{ kid: old }] = (await keysNow()).keys as [{ kid: string }];
    const { out } = await aurora(['token', 'rotate', '--json'], env);
    const { key_id } = JSON.parse(out);
    expect((await keysNow()).keys.map(({ kid }) => kid)).toEqual([key_id, old]);
    await aurora(['token', 'rotate', '--drop-old'], env);
    const [{ kid: last }, ...others] = (await keysNow()).keys as [{ kid: string }];
    expect([key_id, old]).not.toContain(last);
    expect(others).toEqual([]);
  }));
});

describe('aurora token revoke', () => {
  test('sends the id and the end of a token, never the token', () => withDataFolder(async env => {
    const { token, id, expires_at } = JSON.parse((await aurora(['token', '--role', 'reader', '--json'], env)).out);
    const seen: unknown[] = [];
    await serving(async ({ method, path, headers, body }) => { seen.push({ method, path, authorization: headers.authorization, body: JSON.parse(body) }); return { status: 204 }; }, async url => {
      expect(await aurora(['token', 'revoke', token, '--url', url, '--token', 'mine'], env)).toEqual({ code: 0, out: `Revoked ${id}.\n`, err: '' });
      expect(JSON.parse((await aurora(['token', 'revoke', id, '--json'], { ...env, AURORA_URL: url, AURORA_TOKEN: 'mine' })).out)).toEqual({ jti: id });
    });
    const request = { method: 'POST', path: '/api/v1/config/revocations', authorization: 'Bearer mine' };
    expect(seen).toEqual([{ ...request, body: { jti: id, expires_at } }, { ...request, body: { jti: id } }]);
  }));

  test.each(['a.b.c', 'not an id', `${Buffer.from('{}').toString('base64url')}.${Buffer.from('{"sub":"hidden"}').toString('base64url')}.x`])('of %j is refused without repeating it', async text => {
    const { code, out, err } = await aurora(['token', 'revoke', text]);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toContain(text);
  });
});
