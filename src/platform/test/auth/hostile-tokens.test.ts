import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { AuroraError } from '@aurora/kernel';
import { createAuthenticator, createOidcIssuer, openLocalIssuer, type Authenticator, type LocalIssuer } from '@aurora/platform/auth';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { CompactSign, exportJWK, exportSPKI, generateKeyPair, importJWK, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';
import { startOidcServer, type OidcServer } from './oidc-server.ts';
import { bearer, inFolder, outcome, standingClock } from './workbench.ts';

const clock = standingClock();
const now = clock() / 1000;
const part = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

let local: LocalIssuer, localKey: CryptoKey, keyId: string, oidc: OidcServer, authenticator: Authenticator;

beforeAll(async () => {
  oidc = await startOidcServer();
  await inFolder(async folder => {
    const path = join(folder, 'issuer.json');
    local = await openLocalIssuer({ reference: `file:${path}`, create: true, audience: 'aurora', now: clock });
    localKey = await importJWK(JSON.parse(await readFile(path, 'utf8')).keys[0], 'ES256') as CryptoKey;
  });
  keyId = (await local.jwks()).keys[0]!.kid!;
  authenticator = createAuthenticator({ issuers: [local, createOidcIssuer({ issuer: oidc.issuer, now: clock })], audience: 'aurora', publicRead: true, now: clock });
});
afterAll(async () => { await oidc[Symbol.asyncDispose](); });

const good = (): JWTPayload => ({ iss: 'aurora', aud: 'aurora', sub: 'anna', iat: now, exp: now + 3600, jti: 'j', scope: 'subject:write' });
/** A token signed by the true key, with a header and claims of the attacker's choice. */
const signed = (claims: object, header: object = {}): Promise<string> =>
  new CompactSign(Buffer.from(JSON.stringify({ ...good(), ...claims }))).setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'at+jwt', ...header }).sign(localKey, { crit: { exp: true } });
const presented = (token: string) => outcome(authenticator, bearer(token));

test('the token that the hostile ones are made of counts', async () => {
  expect(await presented(await signed({}))).toMatchObject({ id: 'user:anna' });
});

describe('a forged signature', () => {
  test.each(['none', 'None', 'NONE', ''])('alg %j', async alg => {
    expect(await presented(`${part({ alg, kid: keyId, typ: 'at+jwt' })}.${part(good())}.`)).toBe('signature');
    expect(await presented(`${part({ alg, typ: 'at+jwt' })}.${part(good())}.`)).toBe('malformed');
  });

  test('HMAC with the public key as its secret, in every form of it', async () => {
    const { keys: [jwk] } = await local.jwks();
    const oidcKeys = await (await fetch(`${oidc.issuer}/keys`)).json() as { keys: JWK[] };
    for (const [iss, key, kid] of [['aurora', jwk!, keyId], [oidc.issuer, oidcKeys.keys[0]!, 'first']] as const) {
      const publicKey = await importJWK(key, key.alg, { extractable: true }) as CryptoKey;
      for (const secret of [JSON.stringify(key), await exportSPKI(publicKey), (await exportSPKI(publicKey)).trim()]) {
        for (const alg of ['HS256', 'HS384', 'HS512']) {
          const token = await new SignJWT({ ...good(), iss }).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(Buffer.from(secret));
          expect(await presented(token)).toBe('signature');
        }
      }
    }
  });

  test('another key under the name of ours, or under its own', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256');
    for (const kid of [keyId, 'theirs']) {
      expect(await presented(await new SignJWT(good()).setProtectedHeader({ alg: 'ES256', kid, typ: 'at+jwt' }).sign(privateKey))).toBe('signature');
    }
    const jwk = await exportJWK(publicKey);
    expect(await presented(await new SignJWT(good()).setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'at+jwt', jwk }).sign(privateKey))).toBe('malformed');
  });

  test('one character changed anywhere', async () => {
    const token = await signed({});
    // Not the last one: four of its bits stand for nothing.
    await fc.assert(fc.asyncProperty(fc.nat(token.length - 2), fc.constantFrom(...'AZaz09-_.'), async (at, other) => {
      fc.pre(token[at] !== other);
      expect(typeof await presented(token.slice(0, at) + other + token.slice(at + 1))).toBe('string');
    }), { numRuns: 300 });
  });

  test('a token of one issuer under the name of the other', async () => {
    expect(await presented(await signed({ iss: oidc.issuer }))).toBe('signature');
    expect(await presented(await oidc.sign({ ...good() }))).toBe('signature');
    expect(await presented(await signed({ iss: oidc.issuer, scope: 'admin' }, { kid: 'first' }))).toBe('signature');
  });
});

describe('a header that brings or names a key: 401, and nothing is fetched or opened', () => {
  test.each(['jku', 'x5u'])('%s', async name => {
    let asked = 0;
    const trap = createServer((_, response) => { asked += 1; response.end('{"keys":[]}'); });
    await new Promise<void>(resolve => trap.listen(0, '127.0.0.1', resolve));
    try {
      expect(await presented(await signed({}, { [name]: `http://127.0.0.1:${(trap.address() as AddressInfo).port}/keys` }))).toBe('malformed');
      expect(asked).toBe(0);
    } finally {
      trap.close();
    }
  });

  test('jwk and x5c', async () => {
    expect(await presented(await signed({}, { jwk: (await local.jwks()).keys[0] }))).toBe('malformed');
    expect(await presented(await signed({}, { x5c: ['MIIB'] }))).toBe('malformed');
  });

  test.each(['../../../../dev/null', '/etc/passwd', 'file:///dev/null', "' OR 1=1 --", '__proto__', 'constructor', ''])('kid %j', async kid => {
    expect(await presented(await signed({}, { kid }))).toBe('signature');
    expect(await presented(await oidc.sign({ ...good(), iss: oidc.issuer }, { kid }))).toBe('signature');
  });

  test.each([undefined, 7, null, ['a'], 'x'.repeat(257)])('kid that is no short text: %p', async kid => {
    expect(await presented(`${part({ alg: 'ES256', kid, typ: 'at+jwt' })}.${part(good())}.AAAA`)).toBe('malformed');
  });

  test('crit, even of what is understood', async () => {
    expect(await presented(await signed({}, { crit: ['exp'], exp: now + 60 }))).toBe('malformed');
    expect(await presented(`${part({ alg: 'ES256', kid: keyId, typ: 'at+jwt', crit: ['b64'], b64: true })}.${part(good())}.AAAA`)).toBe('malformed');
  });
});

describe('claims that do not count', () => {
  test.each<[string, object, string]>([
    ['expired', { exp: now }, 'expired'],
    ['expired long ago', { iat: now - 7200, exp: now - 3600 }, 'expired'],
    ['issued in the future', { iat: now + 61 }, 'future'],
    ['not before the future', { nbf: now + 61 }, 'future'],
    ['of another issuer', { iss: 'https://issuer.example' }, 'untrusted'],
    ['of an issuer that is nearly ours', { iss: 'Aurora' }, 'untrusted'],
    ['of a list of issuers', { iss: ['aurora'] }, 'untrusted'],
    ['without issuer', { iss: undefined }, 'untrusted'],
    ['for another audience', { aud: 'elsewhere' }, 'audience'],
    ['for other audiences', { aud: ['elsewhere', 'aurora2'] }, 'audience'],
    ['for no audience', { aud: [] }, 'audience'],
    ['without audience', { aud: undefined }, 'claims'],
    ['without end', { exp: undefined }, 'claims'],
    ['with an end that is text', { exp: String(now + 60) }, 'claims'],
    ['without beginning', { iat: undefined }, 'claims'],
    ['without subject', { sub: undefined }, 'claims'],
    ['with an empty subject', { sub: '' }, 'claims'],
    ['with an endless subject', { sub: 'x'.repeat(256) }, 'claims'],
    ['with a subject that would break a log line', { sub: 'anna\nadmin' }, 'claims'],
  ])('%s', async (_, claims, reason) => {
    expect(await presented(await signed(claims))).toBe(reason);
  });

  test('numbers that are none', async () => {
    const text = JSON.stringify(good()).replace(/"exp":\d+/, '"exp":1e999');
    expect(await presented(await new CompactSign(Buffer.from(text)).setProtectedHeader({ alg: 'ES256', kid: keyId, typ: 'at+jwt' }).sign(localKey))).toBe('claims');
  });

  test.each<[string, object]>([
    ['issued a minute ahead of our clock', { iat: now + 60, nbf: now + 60 }],
    ['for several audiences', { aud: ['elsewhere', 'aurora'] }],
    ['that ends in a second', { exp: now + 1 }],
  ])('but a token %s counts', async (_, claims) => {
    expect(await presented(await signed(claims))).toMatchObject({ id: 'user:anna' });
  });

  test.each(['JWT', 'aurora-service+jwt', 'id+jwt', undefined])('a local token of the type %p is no access token', async typ => {
    expect(await presented(await signed({}, { typ }))).toBe('kind');
  });
});

describe('what is no token at all', () => {
  test.each(['', 'Bearer', 'Bearer ', 'Bearer a b', 'Basic YTpi', 'Digest x', 'bearer\ttoken', 'Bearer tökén', 'token'])('Authorization: %j', async value => {
    expect(await outcome(authenticator, ['Authorization', value])).toBe('scheme');
  });

  test.each(['a', 'a.b', 'a.b.c', '..', 'a.b.c.d.e', `${part([])}.${part({})}.AAAA`, `${part({ alg: 'ES256', kid: 'k' })}.${part([])}.AAAA`])('Bearer %s', async token => {
    expect(await presented(token)).toBe('malformed');
  });

  test('whatever it is, the answer is a refusal that quotes nothing of it', async () => {
    const header = fc.oneof(fc.string({ unit: 'binary' }), fc.base64String().map(text => `Bearer ${text}`), fc.array(fc.json().map(text => Buffer.from(text).toString('base64url')), { minLength: 3, maxLength: 3 }).map(parts => `Bearer ${parts.join('.')}`));
    await fc.assert(fc.asyncProperty(header, async value => {
      expect(['scheme', 'malformed', 'untrusted', 'api_key']).toContain(await outcome(authenticator, ['authorization', value]));
    }), { numRuns: 1000 });
  });

  test('of a token that is nearly good, message and details tell one reason and no part of it', async () => {
    const token = `${await signed({ sub: 'secret-name' })}x`;
    const error = await Promise.resolve(authenticator.authenticate(bearer(token))).catch((thrown: unknown) => thrown as AuroraError) as AuroraError;
    expect(error).toBeInstanceOf(AuroraError);
    expect([error.code, error.message, error.details, error.cause]).toEqual(['UNAUTHENTICATED', 'The signature of the token does not hold.', { reason: 'signature' }, undefined]);
    const told = JSON.stringify(error) + error.stack;
    for (const piece of token.split('.')) expect(told).not.toContain(piece.slice(0, 20));
  });
});
