import { scopesOf, type Operation, type Scope } from '@aurora/kernel';
import type { LocalIssuer } from '@aurora/platform/auth';
import { contractOf, moduleNames } from '@aurora/test/running';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { Client } from './client.ts';
import { claims, forgedTokens, issuerOf, uselessTokens } from './hostile-tokens.ts';
import { startOidcProvider } from './oidc.ts';
import { RawConnection } from './raw.ts';
import { patience, serve } from './served.ts';

const served = serve();
let issuer: LocalIssuer;
beforeAll(async () => {
  issuer = await issuerOf(served.deployment.dataDir);
}, patience);

const everything: readonly Scope[] = ['subject:read', 'subject:write', 'syllabus:read', 'syllabus:write', 'file:read', 'file:write', 'config:read', 'config:write', 'admin'];
const allowing = async (...scopes: readonly Scope[]): Promise<Client> => served.anyone.with({ token: (await issuer.issue({ subject: 'anna', scopes, ttl: 60_000 })).token });
const withToken = (token: string): Client => served.anyone.with({ token });

/** A request of the operation that no schema would take: whoever may not make it must not learn that. */
const attempt = (client: Client, { method, path }: Operation) => client.send(method, path.replace(/\{[a-z_]+\}/g, 'x'));

/** What an answer must say: to HEAD it says nothing. */
const saying = ({ method }: Operation, body: object): { readonly body?: object } => ((method as string) === 'HEAD' ? {} : { body });

const contracts = await Promise.all(moduleNames.map(contractOf));
const operations = contracts.flatMap(({ module, operations: all }) => Object.entries(all as Record<string, Operation>).map(([name, operation]) => [`${module}.${name}`, operation] as const));
const scoped = operations.filter(([, { internal, scope }]) => !internal && scope !== null);

describe('every operation', () => {
  test('is asked for by a test here', () => {
    expect(operations.length).toBeGreaterThan(40);
    // Links are signed; flags have a scope for each set of them: test/e2e/flags; anyone may ask what of tus is spoken here.
    expect(operations.filter(([, { scope }]) => scope === null).map(([name]) => name)).toEqual(['config.resolveFlags', 'file.download', 'file.tusOptions']);
  });

  test.each(scoped)('%s needs a token', async (_, operation) => {
    expect(await attempt(served.anyone, operation)).toMatchObject({ status: 401, headers: { 'www-authenticate': 'Bearer' }, ...saying(operation, { error_code: 'UNAUTHENTICATED' }) });
  });

  test.each(scoped)('%s needs its own scope, and no more than that', async (_, operation) => {
    const scope = operation.scope!;
    const others = everything.filter(other => other !== scope && other !== 'admin');
    expect(await attempt(await allowing(...others), operation)).toMatchObject({ status: 403, ...saying(operation, { error_code: 'FORBIDDEN', details: { scope } }) });
    for (const client of [await allowing(scope), await allowing('admin')]) expect([200, 400, 404, 412, 415, 422]).toContain((await attempt(client, operation)).status);
  });

  test.each(operations.filter(([, { internal }]) => internal))('%s is not there for clients, whatever they may', async (_, operation) => {
    for (const client of [served.anyone, await allowing('admin')]) expect(await attempt(client, operation)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });
});

describe('a role', () => {
  test.each([['reader', false], ['editor', true], ['admin', true]] as const)('%s may do what it says', async (role, writes) => {
    const client = served.as(role);
    for (const path of ['/subjects', '/syllabus', '/departments', '/reports/subjects-by-department']) expect(await client.get(path)).toMatchObject({ status: 200 });
    expect(await client.post('/subjects', {})).toMatchObject({ status: writes ? 422 : 403 });
    for (const path of ['/config/settings', '/config/keys']) expect(await client.get(path)).toMatchObject({ status: role === 'admin' ? 200 : 403 });
  });
});

describe('a token that does not count is 401 and says why', () => {
  const refused = (reason: string) => ({ status: 401, headers: { 'www-authenticate': 'Bearer' }, body: { error_code: 'UNAUTHENTICATED', details: { reason } } });

  test('the one that the others are made of counts', async () => {
    expect(await withToken(await issuer.sign('at+jwt', claims())).get('/subjects')).toMatchObject({ status: 200 });
  });

  test.each(uselessTokens)('%s', async (_, sign, reason) => {
    expect(await withToken(await sign(issuer)).get('/subjects')).toMatchObject(refused(reason));
  });

  test('forged, and nothing that it points to is fetched', async () => {
    await using bait = await startOidcProvider();
    const { forged, genuine } = await forgedTokens(issuer, served.deployment.dataDir, bait);
    expect(await withToken(genuine).get('/subjects')).toMatchObject({ status: 200 });
    for (const token of forged) expect(await withToken(token).get('/subjects')).toMatchObject({ status: 401 });
    expect(bait.asked).toEqual([]);
  });

  test.each(['Basic YWRtaW46YWRtaW4=', 'Bearer', 'Bearer a b', 'Bearer  ', 'rubbish'])('the Authorization %j', async authorization => {
    expect(await served.anyone.get('/subjects', { authorization })).toMatchObject(refused('scheme'));
  });

  test('two of them are 400', async () => {
    using connection = await RawConnection.open(served.origin);
    await connection.write(`GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${served.token('reader')}\r\nX-API-Key: aurora_x\r\n\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 400 });
  });
});

/** Asks again until the answer has another status than 200. */
async function untilRefused(client: Client) {
  for (;;) {
    const answer = await client.get('/subjects');
    if (answer.status !== 200) return answer;
  }
}

describe('what has been given can be taken', () => {
  test('a token, and all tokens of somebody', async () => {
    const { token, id } = await issuer.issue({ subject: 'eva', scopes: scopesOf('reader'), ttl: 600_000 });
    const other = withToken((await issuer.issue({ subject: 'eva', scopes: scopesOf('reader'), ttl: 600_000 })).token);
    const admin = served.as('admin');
    expect(await withToken(token).get('/subjects')).toMatchObject({ status: 200 });
    expect(await admin.post('/config/revocations', { jti: id })).toMatchObject({ status: 204 });
    expect(await untilRefused(withToken(token))).toMatchObject({ status: 401, body: { details: { reason: 'revoked' } } });
    expect(await other.get('/subjects')).toMatchObject({ status: 200 });
    await admin.post('/config/revocations', { subject: 'user:eva' });
    expect(await untilRefused(other)).toMatchObject({ status: 401, body: { details: { reason: 'revoked' } } });
    expect(await admin.get('/subjects')).toMatchObject({ status: 200 });
  }, patience);

  test('an API key, in either header; and one that ends by itself', async () => {
    const admin = served.as('admin');
    const make = async (more: object = {}) => (await admin.post<{ id: string; key: string }>('/config/keys', { name: 'x', scopes: ['subject:read'], ...more })).body;
    const [made, short] = [await make(), await make({ expires_at: new Date(Date.now() + 1_000).toISOString() })];
    expect(await withToken(made.key).get('/subjects')).toMatchObject({ status: 200 });
    expect(await served.anyone.get('/subjects', { 'x-api-key': made.key })).toMatchObject({ status: 200 });
    expect(await served.anyone.get('/subjects', { 'x-api-key': `${made.key.slice(0, -1)}${made.key.endsWith('0') ? '1' : '0'}` })).toMatchObject({ status: 401, body: { details: { reason: 'api_key' } } });
    expect(await withToken(made.key).post('/subjects', { name: 'x', code: 'x' })).toMatchObject({ status: 403 });
    await admin.delete(`/config/keys/${made.id}`);
    for (const { key } of [made, short]) expect(await untilRefused(withToken(key))).toMatchObject({ status: 401, body: { details: { reason: 'api_key' } } });
  }, patience);
});

describe('another issuer', () => {
  test('is believed beside the local one if the settings name it', async () => {
    await using provider = await startOidcProvider();
    const aurora = await served.deployment.process(undefined, { AURORA_AUTH_ISSUER: provider.issuer });
    const api = served.anyone.with({ url: `${aurora.url}/api/v1` });
    expect(await api.with({ token: served.token('reader') }).get('/subjects')).toMatchObject({ status: 200 });
    expect(provider.asked).toEqual([]);
    const jana = api.with({ token: provider.token({ roles: ['editor'] }) });
    expect(await jana.post('/subjects', { name: 'x', code: 'OF JANA' })).toMatchObject({ status: 201 });
    expect(await jana.get('/config/keys')).toMatchObject({ status: 403 });
    for (const wrong of [{ aud: 'elsewhere' }, { exp: 1 }, { iss: 'aurora' }, { sub: '' }]) expect(await api.with({ token: provider.token({ roles: ['admin'], ...wrong }) }).get('/subjects')).toMatchObject({ status: 401 });
    expect(await api.with({ token: provider.token({ roles: ['janitor'], scope: 'everything' }) }).get('/subjects')).toMatchObject({ status: 403 });
  }, patience);
});

describe('where everyone may read', () => {
  test('subjects, syllabi and files are open, and nothing else', async () => {
    const aurora = await served.deployment.process(undefined, { AURORA_PUBLIC_READ: 'true' });
    const anyone = served.anyone.with({ url: `${aurora.url}/api/v1` });
    for (const [name, operation] of scoped) {
      const open = ['subject:read', 'syllabus:read', 'file:read'].includes(operation.scope!);
      const { status } = await attempt(anyone, operation);
      expect([name, status === 401]).toEqual([name, !open]);
    }
    expect(await anyone.with({ token: 'rubbish' }).get('/subjects')).toMatchObject({ status: 401 });
    expect(await anyone.with({ token: (await issuer.issue({ subject: 'anna', scopes: [], ttl: 60_000 })).token }).get('/subjects')).toMatchObject({ status: 200 });
  }, patience);
});
