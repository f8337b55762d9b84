import { beforeAll, describe, expect, test } from '@jest/globals';
import type { LocalIssuer } from '@aurora/platform/auth';
import { until } from '@aurora/test/running';
import { forgedTokens, issuerOf, uselessTokens } from '../../hostile-tokens.ts';
import { startOidcProvider } from '../../oidc.ts';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';

const before = new GatewayBefore('services');
let issuer: LocalIssuer;
beforeAll(async () => { issuer = await issuerOf(before.home.dataDir); }, patience);

const path = '/api/v1/subjects/1';
const ask = (token: string) => before.as(undefined).with({ token }).get(path);
const refused = { status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { error_code: 'UNAUTHENTICATED' } };

test('24 forged tokens are 401, what they point to is not fetched, and the upstream is not asked', async () => {
  await using bait = await startOidcProvider();
  const { forged, genuine } = await forgedTokens(issuer, before.home.dataDir, bait);
  for (const token of forged) expect(await ask(token)).toMatchObject(refused);
  expect(bait.asked).toEqual([]);
  expect(await before.seen()).toEqual([]);
  expect(await ask(genuine)).toMatchObject({ status: 200 });
});

test.each(uselessTokens)('25 a token that is %s is 401, and the upstream is not asked', async (_, sign, reason) => {
  expect(await ask(await sign(issuer))).toMatchObject({ ...refused, body: { details: { reason } } });
  expect(await before.seen()).toEqual([]);
});

test('27 two Authorization headers are 400, and the upstream is not asked', async () => {
  for (const second of [`Authorization: Bearer ${before.token('reader')}`, 'authorization: Basic eA==', 'X-API-Key: aurora_x']) {
    using connection = await before.connect();
    await connection.write(`GET ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${before.token('reader')}\r\n${second}\r\n\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
  }
  expect(await before.seen()).toEqual([]);
});

test('28 an API key in the query does not count, and is in no log', async () => {
  const { body: { key } } = await before.as('admin').post<{ key: string }>('/api/v1/config/keys', { name: 'x', scopes: ['subject:read'] });
  expect(await before.as(undefined).with({ token: key }).get(path)).toMatchObject({ status: 200 });
  await before.upstream.reset();
  const names = ['api_key', 'key', 'token', 'access_token'];
  for (const name of names) expect(await before.as(undefined).get(`${path}?${name}=${key}`)).toMatchObject({ status: 401 });
  expect(await before.seen()).toEqual([]);
  await until(async () => before.gateway.log.filter(line => line['http.response.status_code'] === 401 && line['event.action'] === 'subject.get').length >= names.length);
  expect(before.gateway.output).not.toContain(key.split('_').at(-1));
});

describe('26 the keys of another issuer', () => {
  test('that is away: those known go on; unknown ones lead to few questions', async () => {
    const provider = await startOidcProvider();
    const gateway = await before.home.process(undefined, { ...before.addresses, AURORA_AUTH_ISSUER: provider.issuer }, 'gateway');
    const api = before.as(undefined).with({ url: gateway.url });
    const token = () => provider.token({ scope: 'subject:read', jti: String(Math.random()) });
    expect(await api.with({ token: token() }).get(path)).toMatchObject({ status: 200 });
    const [known] = [provider.asked.length];
    const unknown = provider.token({ scope: 'subject:read' }).split('.');
    for (let kid = 0; kid < 50; kid += 1) {
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid: `unknown-${kid}`, typ: 'at+jwt' })).toString('base64url');
      expect(await api.with({ token: [header, unknown[1], unknown[2]].join('.') }).get(path)).toMatchObject({ status: 401 });
    }
    expect(provider.asked.length - known).toBeLessThanOrEqual(2);
    const late = [token(), token()];
    await provider[Symbol.asyncDispose]();
    for (const one of late) expect(await api.with({ token: one }).get(path)).toMatchObject({ status: 200 });
  }, patience);
});
