import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createAuthenticator, createOidcIssuer } from '@aurora/platform/auth';
import type { JWTPayload } from 'jose';
import { startOidcServer, type OidcServer } from './oidc-server.ts';
import { bearer, minute, newLocalIssuer, outcome, standingClock } from './workbench.ts';

const clock = standingClock();
let server: OidcServer;
beforeAll(async () => { server = await startOidcServer(); });
afterAll(async () => { await server[Symbol.asyncDispose](); });

const claims = (more: JWTPayload = {}): JWTPayload => ({ iss: server.issuer, aud: 'aurora', sub: 'u-17', iat: clock() / 1000, exp: clock() / 1000 + 3600, scope: 'openid subject:read', ...more });
const reports: unknown[] = [];
const trusting = (issuer = server.issuer) => createAuthenticator({ issuers: [createOidcIssuer({ issuer, now: clock, report: error => reports.push(error) })], audience: 'aurora', publicRead: false, now: clock });
const principal = () => `user:${new URL(server.issuer).host}|u-17`;
const fetchesDuring = async (work: () => Promise<unknown>) => { const before = server.asked.length; await work(); return server.asked.slice(before); };
const discoveryAndKeys = ['/realms/uni/.well-known/openid-configuration', '/realms/uni/keys'];

describe('a token of an OIDC issuer', () => {
  test('is found good by the keys that the issuer publishes, which are fetched once', async () => {
    const authenticator = trusting();
    const asked = await fetchesDuring(async () => {
      expect(await outcome(authenticator, bearer(await server.sign(claims())))).toEqual({ id: principal(), scopes: ['subject:read'] });
      await Promise.all(Array.from({ length: 20 }, async (_, index) => outcome(authenticator, bearer(await server.sign(claims({ jti: `${index}` }))))));
    });
    expect(asked).toEqual(discoveryAndKeys);
  });

  test.each(['RS256', 'PS256', 'ES256', 'ES384', 'EdDSA'])('may be signed with %s', async alg => {
    await server.rotate(alg, { alg });
    expect(await outcome(trusting(), bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
  });

  test('may be signed with a key that does not say its algorithm', async () => {
    await server.rotate('plain', { withoutAlg: true });
    expect(await outcome(trusting(), bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
  });

  test.each([
    ['scope, as text', { scope: 'subject:read file:write unknown' }, ['file:write', 'subject:read']],
    ['scp, as text', { scope: undefined, scp: 'syllabus:write' }, ['syllabus:write']],
    ['scp, as a list', { scope: undefined, scp: ['file:read', 7, null] }, ['file:read']],
    ['roles', { scope: '', roles: ['editor', 'janitor'] }, ['file:read', 'file:write', 'subject:read', 'subject:write', 'syllabus:read', 'syllabus:write']],
    ['all of them', { scope: 'config:read', scp: 'config:write', roles: 'admin' }, ['admin', 'config:read', 'config:write']],
    ['nothing', { scope: { admin: true }, roles: { admin: true } }, []],
  ])('allows what it says by %s', async (_, more, scopes) => {
    expect(await outcome(trusting(), bearer(await server.sign(claims(more as unknown as JWTPayload))))).toEqual({ id: principal(), scopes });
  });

  test('counts beside those of the local issuer', async () => {
    const local = await newLocalIssuer(clock);
    const both = createAuthenticator({ issuers: [local, createOidcIssuer({ issuer: server.issuer, now: clock })], audience: 'aurora', publicRead: false, now: clock });
    const { token } = await local.issue({ subject: 'u-17', scopes: ['file:read'], ttl: minute });
    expect(await outcome(both, bearer(token))).toEqual({ id: 'user:u-17', scopes: ['file:read'] });
    expect(await outcome(both, bearer(await server.sign(claims())))).toEqual({ id: principal(), scopes: ['subject:read'] });
    expect(await outcome(both, bearer(await server.sign(claims({ iss: 'aurora' }))))).toBe('signature');
  });
});

describe('an ID token is no access token', () => {
  test.each<[string, JWTPayload]>([
    ['with a nonce', { nonce: 'n' }],
    ['with the hash of an access token', { at_hash: 'h' }],
    ['with the hash of a code', { c_hash: 'h' }],
    ['that says so', { typ: 'ID' }],
    ['that says nothing of what it allows', { scope: undefined }],
  ])('%s', async (_, more) => {
    for (const typ of ['JWT', undefined]) {
      expect(await outcome(trusting(), bearer(await server.sign(claims(more), { typ: typ as string })))).toBe('kind');
    }
  });

  test('while an access token whose header says only JWT, or nothing, counts', async () => {
    for (const typ of ['JWT', 'jwt', undefined]) {
      expect(await outcome(trusting(), bearer(await server.sign(claims({ typ: 'Bearer' }), { typ: typ as string })))).toMatchObject({ id: principal() });
    }
  });

  test('nor is a token of any other declared type', async () => {
    for (const typ of ['logout+jwt', 'dpop+jwt', 'aurora-service+jwt', 'secevent+jwt', 'at+jwt2']) {
      expect(await outcome(trusting(), bearer(await server.sign(claims(), { typ })))).toBe('kind');
    }
    expect(await outcome(trusting(), bearer(await server.sign(claims(), { typ: 'application/AT+JWT' })))).toMatchObject({ id: principal() });
  });
});

describe('the keys of an OIDC issuer', () => {
  test('are fetched again for an unknown kid, at most every 30 s however many there are', async () => {
    const authenticator = trusting();
    expect(await outcome(authenticator, bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
    clock.pass(30_000);
    const flood = () => Promise.all(Array.from({ length: 50 }, async (_, index) => outcome(authenticator, bearer(await server.sign(claims(), { kid: `made-up-${index}` })))));
    const asked = await fetchesDuring(async () => {
      expect(new Set(await flood())).toEqual(new Set(['signature']));
      clock.pass(29_999);
      expect(new Set(await flood())).toEqual(new Set(['signature']));
    });
    expect(asked).toEqual(discoveryAndKeys);
    clock.pass(1);
    expect(await fetchesDuring(flood)).toEqual(discoveryAndKeys);
  });

  test('follow a rotation', async () => {
    const authenticator = trusting();
    expect(await outcome(authenticator, bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
    clock.pass(30_000);
    await server.rotate('second', { keepOld: true });
    expect(await outcome(authenticator, bearer(await server.sign(claims({ jti: 'after' }))))).toMatchObject({ id: principal() });
  });

  test('that the issuer has withdrawn are known to be gone after ten minutes', async () => {
    await server.rotate('leaked');
    const authenticator = trusting();
    const token = await server.sign(claims());
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: principal() });
    await server.rotate('sound');
    clock.pass(10 * minute);
    expect(await outcome(authenticator, bearer(token))).toBe('signature');
  });

  test('go on while the issuer is away, and are tried again', async () => {
    const authenticator = trusting();
    expect(await outcome(authenticator, bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
    server.answerWith({ status: 500, body: 'oops' });
    for (let round = 0; round < 3; round++) {
      clock.pass(20 * minute);
      expect(await outcome(authenticator, bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
    }
    server.answerWith(undefined);
    await server.rotate('after the outage');
    clock.pass(30_000);
    expect(await outcome(authenticator, bearer(await server.sign(claims())))).toMatchObject({ id: principal() });
  });

  test('that could never be had make the answer 503, with bounded tries', async () => {
    server.answerWith({ status: 500, body: 'oops' });
    const authenticator = trusting();
    const ask = async () => outcome(authenticator, bearer(await server.sign(claims())));
    expect(await fetchesDuring(async () => { for (let n = 0; n < 20; n++) expect(await ask()).toBe('UNAVAILABLE'); })).toHaveLength(1);
    server.answerWith(undefined);
    clock.pass(5_000);
    expect(await ask()).toMatchObject({ id: principal() });
  });

  test.each([
    ['a redirect', { status: 302, body: '' }],
    ['no JSON', { status: 200, body: '<html>' }],
    ['no key set', { status: 200, body: '{"keys":7}' }],
    ['an answer without end', { status: 200, body: ' '.repeat(600 * 1024) + '{}' }],
  ])('are not taken from %s', async (_, answer) => {
    server.answerWith(answer);
    expect(await outcome(trusting(), bearer(await server.sign(claims())))).toBe('UNAVAILABLE');
    server.answerWith(undefined);
  });

  test('are not taken from an issuer that calls itself otherwise, which is reported', async () => {
    server.describeAs({ issuer: 'https://elsewhere.example' });
    expect(await outcome(trusting(), bearer(await server.sign(claims())))).toBe('UNAVAILABLE');
    expect(String(reports.at(-1))).toContain('calls itself "https://elsewhere.example"');
    server.describeAs({});
  });

  test('of a form unknown here do no harm to the others', async () => {
    server.describeAs({});
    await server.rotate('known');
    const token = await server.sign(claims());
    const { keys } = await (await fetch(`${server.issuer}/keys`)).json() as { keys: object[] };
    const odd = [{ kty: 'oct', kid: 'odd', k: 'c2VjcmV0' }, { kty: 'AKP', kid: 'odder' }, { kty: 'RSA', n: 'AQAB', e: 'AQAB' }, ...keys];
    const mixed = await startOidcServer();
    await using _ = mixed;
    mixed.answerWith({ status: 200, body: JSON.stringify({ issuer: server.issuer, jwks_uri: `${server.issuer}/keys`, keys: odd }) });
    server.describeAs({ jwks_uri: `${mixed.issuer}/keys` });
    const authenticator = trusting();
    expect(await outcome(authenticator, bearer(token))).toMatchObject({ id: principal() });
    expect(await outcome(authenticator, bearer(await server.sign(claims(), { kid: 'odder' })))).toBe('signature');
    server.describeAs({});
  });
});
