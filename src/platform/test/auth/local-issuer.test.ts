import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, test } from '@jest/globals';
import { createAuthenticator, openLocalIssuer, rotateSigningKey, SigningKeyError } from '@aurora/platform/auth';
import { decodeJwt, decodeProtectedHeader } from 'jose';
import { bearer, inFolder, minute, newLocalIssuer, outcome, standingClock } from './workbench.ts';

const hour = 60 * minute;
const open = (reference: string, create = false) => openLocalIssuer({ reference, create, audience: 'aurora' });

describe('the key of the local issuer', () => {
  test('is made on first use, for its owner alone, and is the same afterwards', () => inFolder(async folder => {
    const path = join(folder, 'keys', 'issuer.json');
    const first = await open(`file:${path}`, true);
    const again = await open(`file:${path}`, true);
    expect(await again.jwks()).toEqual(await first.jwks());
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(folder, 'keys'))).mode & 0o777).toBe(0o700);
    expect(await readdir(join(folder, 'keys'))).toEqual(['issuer.json']);
  }));

  test('is one key, however many processes start at once', () => inFolder(async folder => {
    const reference = `file:${join(folder, 'issuer.json')}`;
    const starts = Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, [join(import.meta.dirname, 'open-issuer.ts'), reference]));
    const printed = await Promise.all(starts);
    expect(new Set(printed.map(({ stdout }) => stdout)).size).toBe(1);
    expect(await readdir(folder)).toEqual(['issuer.json']);
  }), 60_000);

  test('is not made unless that is asked for', () => inFolder(async folder => {
    await expect(open(`file:${join(folder, 'none.json')}`)).rejects.toThrow(/There is no signing key/);
    expect(await readdir(folder)).toEqual([]);
  }));

  test('can come from a variable', async () => {
    await inFolder(async folder => {
      const fromFile = await open(`file:${join(folder, 'issuer.json')}`, true);
      const { keys: [key] } = JSON.parse(await readFile(join(folder, 'issuer.json'), 'utf8'));
      process.env['SIGNING_KEY_OF_A_TEST'] = JSON.stringify(key);
      const fromVariable = await open('env:SIGNING_KEY_OF_A_TEST');
      expect(await fromVariable.jwks()).toEqual(await fromFile.jwks());
    }).finally(() => delete process.env['SIGNING_KEY_OF_A_TEST']);
    await expect(open('env:SIGNING_KEY_OF_A_TEST', true)).rejects.toThrow(SigningKeyError);
  });

  test('is published without its private part', async () => {
    const { keys } = await (await newLocalIssuer(Date.now)).jwks();
    expect(keys).toEqual([{ kty: 'EC', crv: 'P-256', x: expect.any(String), y: expect.any(String), kid: expect.any(String), alg: 'ES256', use: 'sig' }]);
  });

  test('is quoted by no message when it is damaged', () => inFolder(async folder => {
    const path = join(folder, 'issuer.json');
    await open(`file:${path}`, true);
    const good = await readFile(path, 'utf8');
    const { keys: [{ d, ...point }] } = JSON.parse(good);
    const damaged = [good.slice(0, -20), JSON.stringify(point), JSON.stringify({ ...point, d: d.slice(0, 40) }), JSON.stringify({ ...point, d, crv: 'P-384' }), JSON.stringify({ ...point, d, x: d }), '{"keys":[]}', ''];
    for (const content of damaged) {
      await writeFile(path, content);
      const error = await open(`file:${path}`, true).catch((thrown: unknown) => thrown as Error);
      expect(error).toBeInstanceOf(SigningKeyError);
      expect(JSON.stringify([(error as Error).message, (error as Error).cause, (error as Error).stack])).not.toContain(d.slice(0, 12));
    }
  }));

  test.each(['issuer.json', 'http://keys.example/k', 'env:', 'env:a b', ''])('is refused as a reference: %j', async reference => {
    await expect(open(reference, true)).rejects.toThrow(/must be "file:" and a path, "env:" and the name of a variable, or/);
  });

  test('says why it cannot be made', () => inFolder(async folder => {
    await writeFile(join(folder, 'file'), '');
    await expect(open(`file:${join(folder, 'file', 'issuer.json')}`, true)).rejects.toThrow(/can't be had \(E[A-Z]+\)/);
    await mkdir(join(folder, 'directory.json'));
    await expect(open(`file:${join(folder, 'directory.json')}`, true)).rejects.toThrow(/can't be had \(EISDIR\)/);
  }));
});

describe('a token of the local issuer', () => {
  test('has the header and the claims of RFC 9068', async () => {
    const clock = standingClock();
    const issuer = await newLocalIssuer(clock, 'syllabi');
    const { token, id, expiresAt } = await issuer.issue({ subject: 'anna', scopes: ['subject:read', 'file:read'], ttl: 8 * hour });
    expect(decodeProtectedHeader(token)).toEqual({ alg: 'ES256', typ: 'at+jwt', kid: (await issuer.jwks()).keys[0]!.kid });
    expect(decodeJwt(token)).toEqual({
      iss: 'aurora', aud: 'syllabi', sub: 'anna', client_id: 'aurora', iat: clock() / 1000, exp: (clock() + 8 * hour) / 1000, jti: id, scope: 'subject:read file:read',
    });
    expect(expiresAt).toBe(clock() + 8 * hour);
  });

  test.each(['', 'issuer.example|anna', 'a\nb', 'x'.repeat(129)])('is not made for the subject %j', async subject => {
    const issuer = await newLocalIssuer(Date.now);
    await expect(issuer.issue({ subject, scopes: [], ttl: hour })).rejects.toThrow(/subject/);
  });
});

describe('rotation', () => {
  test('lets old tokens go on, signs with the new key, and is taken up by hosts that run', () => inFolder(async folder => {
    const clock = standingClock();
    const reference = `file:${join(folder, 'issuer.json')}`;
    const openHost = () => openLocalIssuer({ reference, create: true, audience: 'aurora', now: clock });
    const [signing, verifying] = [await openHost(), await openHost()];
    const authenticator = createAuthenticator({ issuers: [verifying], audience: 'aurora', publicRead: false, now: clock });
    const old = await signing.issue({ subject: 'old', scopes: [], ttl: hour });

    const id = await rotateSigningKey(reference, false);
    clock.pass(minute);
    const young = await signing.issue({ subject: 'young', scopes: [], ttl: hour });
    expect(decodeProtectedHeader(young.token).kid).toBe(id);
    expect(await outcome(authenticator, bearer(young.token))).toMatchObject({ id: 'user:young' });
    expect(await outcome(authenticator, bearer(old.token))).toMatchObject({ id: 'user:old' });
    expect((await stat(join(folder, 'issuer.json'))).mode & 0o777).toBe(0o600);
  }));

  test('reaches a host that meets the new key before its next look', () => inFolder(async folder => {
    const clock = standingClock();
    const reference = `file:${join(folder, 'issuer.json')}`;
    const host = await openLocalIssuer({ reference, create: true, audience: 'aurora', now: clock });
    const authenticator = createAuthenticator({ issuers: [host], audience: 'aurora', publicRead: false, now: clock });
    await rotateSigningKey(reference, false);
    const other = await openLocalIssuer({ reference, create: false, audience: 'aurora', now: clock });
    const { token } = await other.issue({ subject: 'anna', scopes: [], ttl: hour });
    clock.pass(2_000);
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: 'user:anna' });
  }));

  test('that drops the old keys ends what they signed, even what has been verified before', () => inFolder(async folder => {
    const clock = standingClock();
    const reference = `file:${join(folder, 'issuer.json')}`;
    const issuer = await openLocalIssuer({ reference, create: true, audience: 'aurora', now: clock });
    const authenticator = createAuthenticator({ issuers: [issuer], audience: 'aurora', publicRead: false, now: clock });
    const { token } = await issuer.issue({ subject: 'anna', scopes: [], ttl: hour });
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: 'user:anna' });
    await rotateSigningKey(reference, true);
    clock.pass(5 * minute);
    expect(await outcome(authenticator, bearer(token))).toBe('signature');
  }));

  test('of a file that is lost or damaged leaves the known keys in use', () => inFolder(async folder => {
    const clock = standingClock();
    const path = join(folder, 'issuer.json');
    const reports: unknown[] = [];
    const issuer = await openLocalIssuer({ reference: `file:${path}`, create: true, audience: 'aurora', now: clock, report: error => reports.push(error) });
    const before = await issuer.jwks();
    await writeFile(path, 'half a fi');
    clock.pass(2 * minute);
    expect(await issuer.jwks()).toEqual(before);
    expect(reports).toEqual([expect.any(SigningKeyError)]);
  }));
});
