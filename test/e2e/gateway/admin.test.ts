import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Validator } from '@seriousme/openapi-schema-validator';
import { gatewayContract } from '@aurora/gateway/contract';
import type { Operation, Role } from '@aurora/kernel';
import { testFolder, until, type AuroraProcess } from '@aurora/test/running';
import { Client, type Answer } from '../client.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience, serve } from '../served.ts';
import { SideBySide } from './side-by-side.ts';

interface Placement { readonly module: string; readonly policy: { readonly service: number }; readonly sides: readonly string[]; readonly flag: { readonly version: number } | null }
interface Items<Item> { readonly items: readonly Item[]; readonly next: string | null }
interface Target { readonly name: string; readonly breaker: string; readonly calls: number; readonly instances: readonly { readonly url: string; readonly state: string }[] }
interface Route { readonly operation: string; readonly path: string; readonly placement: string | null; readonly deprecated: boolean; readonly policy: { readonly deadline_ms: number } }

const resources = new AsyncDisposableStack();
let both: SideBySide;
let admin: Client;
beforeAll(async () => {
  both = resources.use(await SideBySide.open());
  admin = await at('admin');
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const at = async (role: Role | undefined, gateway: AuroraProcess = both.monolith, from = both) => new Client({ url: gateway.url, token: role && await from.home.token(role, 'olga') });
const inForce = async (client = admin) => (await client.get<Items<Placement>>('/admin/placements')).body.items.find(({ module }) => module === 'subject')!;
const followed = (service: number, client = admin) => until(async () => (await inForce(client)).policy.service === service);
const wrong = ({ status, body }: Answer) => [status, ...(body as { details: { fields: { path: string; code: string; message: string }[] } }).details.fields.map(({ path, code, message }) => `${path} ${code}: ${message}`)];
const nothing = { service: 0, match: [], shadow: 0 };

test.each(Object.entries(gatewayContract.operations as Record<string, Operation>))('%s is for administrators alone', async (_, { method, path }) => {
  const asked = path.replace('{module}', 'subject').replace(/\{\w+\}/, 'x');
  const ask = async (role: Role | undefined) => (await (await at(role)).send(method, asked, method === 'GET' || method === 'DELETE' ? {} : { body: { service: 0 } })).status;
  expect([await ask(undefined), await ask('editor')]).toEqual([401, 403]);
  // What is not there, or makes no sense, an administrator is told.
  expect([200, 204, 404, 422]).toContain(await ask('admin'));
});

describe('A placement', () => {
  test('is changed for every gateway at once, with who, when, from where to where, and why', async () => {
    const { id } = await makeSubject(await both.api('admin'));
    const before = await admin.get<Placement>('/admin/placements/subject');
    const first = await admin.put<Placement>('/admin/placements/subject', { service: 100, reason: 'First day on its own' });
    expect(first).toMatchObject({ status: 200, body: { module: 'subject', policy: { service: 100, match: [], shadow: 0 }, sides: ['monolith', 'service'], flag: { version: (before.body.flag?.version ?? 0) + 1 } } });
    await followed(100);
    expect(await both.servedBy(await (await both.api('admin')).get(`/subjects/${id}`))).toBe('service');
    const match = [{ header: 'x-canary', value: 'yes', to: 'service' }, { claim: 'sub', value: 'careful', to: 'monolith' }];
    expect(await admin.put('/admin/placements/subject/', { service: 12.5, match, shadow: 3 })).toMatchObject({ status: 200, body: { policy: { service: 12.5, match, shadow: 3 } } });
    await followed(12.5);
    await admin.put('/admin/placements/subject', nothing);
    await followed(0);
    const history = await admin.get<Items<object>>('/admin/placements/subject/history?limit=2');
    const by = 'user:olga', time = expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/), revision = expect.any(Number);
    expect(history.body.items).toEqual([
      { revision, at: time, by, reason: null, from: { service: 12.5, match, shadow: 3 }, to: nothing },
      { revision, at: time, by, reason: null, from: { service: 100, match: [], shadow: 0 }, to: { service: 12.5, match, shadow: 3 } },
    ]);
    const earlier = await admin.get<Items<object>>(history.headers['link']!.slice(1).split('>')[0]!);
    expect(earlier.body.items[0]).toMatchObject({ reason: 'First day on its own', to: { service: 100 } });
    const said = await until(async () => both.monolith.log.find(line => line['event.action'] === 'placement.set' && line['http.request.id'] === first.headers['x-correlation-id']));
    expect(said).toMatchObject({ 'user.id': by, 'labels.module': 'subject', 'labels.from': JSON.stringify(nothing), 'labels.to': JSON.stringify({ service: 100, match: [], shadow: 0 }), 'labels.reason': 'First day on its own' });
  });

  test('is changed only as the operator has read it, and once', async () => {
    await admin.put('/admin/placements/subject', { service: 1 });
    const { headers: { etag } } = await admin.get('/admin/placements/subject');
    expect(await admin.get('/admin/placements/subject', { 'if-none-match': etag! })).toMatchObject({ status: 304 });
    const changed = await admin.put('/admin/placements/subject', { service: 2 }, { 'if-match': etag!, 'idempotency-key': 'two' });
    expect(changed).toMatchObject({ status: 200 });
    expect(changed.headers['etag']).not.toBe(etag);
    expect(await admin.put('/admin/placements/subject', { service: 3 }, { 'if-match': etag! })).toMatchObject({ status: 412, body: { error_code: 'STALE_VERSION' } });
    expect(await admin.put('/admin/placements/subject', { service: 2 }, { 'if-match': etag!, 'idempotency-key': 'two' })).toMatchObject({ status: 200, body: changed.body });
    expect((await admin.put('/admin/placements/subject', nothing)).status).toBe(200);
  });

  test('is refused where nobody would answer, with the reason by field', async () => {
    const unreachable = 'needs file on the service, where this gateway cannot reach it';
    expect(wrong(await admin.put('/admin/placements/file', { service: 1 }))).toEqual([422, `service unreachable: ${unreachable}`]);
    expect(wrong(await admin.put('/admin/placements/file', { service: 0, shadow: 1, match: [{ header: 'a', value: '', to: 'monolith' }, { header: 'a', value: '', to: 'service' }] })))
      .toEqual([422, `match.1.to unreachable: ${unreachable}`, `shadow unreachable: ${unreachable}`]);
    expect(await admin.put('/admin/placements/file', { service: 0 })).toMatchObject({ status: 200, body: { policy: nothing, sides: ['monolith'] } });
  });

  test('is refused where it says nothing sensible', async () => {
    for (const body of [{}, { service: 101 }, { service: -1 }, { service: '20' }, { service: 0.001 }, { service: 1, match: [{ header: 'X-Upper', value: 'a', to: 'service' }] }, { service: 1, match: [{ header: 'a', value: 'b', to: 'moon' }] }, { service: 1, variants: {} }, { service: 1, module: 'file' }]) {
      expect(await admin.put('/admin/placements/subject', body)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED' } });
    }
    for (const [method, path] of [['GET', ''], ['PUT', ''], ['GET', '/history']] as const) expect((await admin.send(method, `/admin/placements/nobody${path}`, method === 'PUT' ? { body: { service: 0 } } : {})).status).toBe(404);
    expect((await admin.get('/admin/placements/x%0d%0a')).status).toBe(422);
  });

  test('that somebody wrote as a flag is shown; what is no placement is not followed', async () => {
    const config = await both.api('admin');
    const put = (value: unknown) => config.put('/config/flags/placement.subject', { definition: { state: 'ENABLED', variants: { a: value }, defaultVariant: 'a' } });
    await put({ service: 7 });
    await followed(7);
    await put({ service: 'half' });
    expect(await admin.get('/admin/placements/subject')).toMatchObject({ status: 200, body: { policy: { service: 7 } } });
    expect((await admin.get<Items<object>>('/admin/placements/subject/history?limit=1')).body.items[0]).toMatchObject({ from: { service: 7 }, to: null });
    expect((await config.delete('/config/flags/placement.subject')).status).toBe(204);
    await followed(0);
    const gone = await admin.get('/admin/placements/subject');
    expect(gone).toMatchObject({ body: { policy: nothing, flag: null } });
    expect(gone.headers).not.toHaveProperty('etag');
  });
});

describe('An operator sees', () => {
  test('targets with their instances, and their breakers', async () => {
    // A call that other work makes there may be under way.
    const items = await until(async () => {
      const { body } = await admin.get<Items<Target>>('/admin/targets');
      return body.items.find(({ name }) => name === 'subject@service')?.calls === 0 && body.items;
    });
    expect(items).toContainEqual({ name: 'subject@service', breaker: 'closed', calls: 0, instances: [{ id: both.service.url, url: both.service.url, state: 'healthy', pending: 0, failures: expect.any(Number) }] });
    expect((await admin.get<Items<object>>('/admin/breakers')).body.items).toEqual(items.map(({ name, breaker }) => ({ target: name, state: breaker })));
  });

  test('routes, with their placement and the policy that holds for them now', async () => {
    const routes = async () => (await admin.get<Items<Route>>('/admin/routes')).body.items;
    const route = async (operation: string) => (await routes()).find(one => one.operation === operation);
    expect(await route('subject.get')).toEqual({
      method: 'GET', path: '/api/v1/subjects/{id}', operation: 'subject.get', module: 'subject', version: 'v1', scope: 'subject:read', placement: 'monolith',
      policy: { deadline_ms: 5000, try_timeout_ms: 1250, tries: 3 }, cache: { max_age_seconds: 5, stale_if_error_seconds: 60 }, limit_class: 'read', deprecated: false,
    });
    expect(await route('syllabus.list')).toMatchObject({ version: 'v1', deprecated: true });
    expect(await route('v2.list')).toMatchObject({ path: '/api/v2/syllabi', version: 'v2', placement: null, deprecated: false });
    expect(await route('gateway.routes')).toMatchObject({ path: '/admin/routes', version: null, scope: 'admin', placement: null, limit_class: null });
    expect((await routes()).some(({ path }) => path.includes('/internal/'))).toBe(false);
    const config = await both.api('admin');
    expect((await config.put('/config/settings/gateway.policy.subject.get', { value: { deadline_ms: 900, tries: 1 } })).status).toBe(200);
    await until(async () => (await route('subject.get'))!.policy.deadline_ms === 900);
    expect(await route('subject.get')).toMatchObject({ policy: { deadline_ms: 900, try_timeout_ms: 900, tries: 1 } });
    for (const [policy, placement] of [[{ service: 100 }, 'service'], [{ service: 50 }, 'split'], [{ service: 0, match: [{ header: 'a', value: 'b', to: 'service' }] }, 'split'], [{ service: 0 }, 'monolith']] as const) {
      await admin.put('/admin/placements/subject', policy);
      await until(async () => (await route('subject.get'))!.placement === placement);
    }
  });

  test('what a comparison of both sides has found, until that is cleared', async () => {
    const api = await both.api('admin');
    const { id } = await makeSubject(api);
    await admin.put('/admin/placements/subject', { service: 0, shadow: 100 });
    const compared = async () => (await admin.get<{ operations: Record<string, Record<string, number>> }>('/admin/shadow/subject')).body.operations['subject.get'];
    await until(async () => { await api.get(`/subjects/${id}`); return (await compared())?.['same']; });
    await admin.put('/admin/placements/subject', nothing);
    expect(await admin.delete('/admin/shadow/nobody')).toMatchObject({ status: 404 });
    expect(await admin.get('/admin/shadow/nobody')).toMatchObject({ status: 404 });
    await followed(0);
    await until(async () => (await admin.delete('/admin/shadow/subject')).status === 204 && await compared() === undefined);
    expect(await admin.get('/admin/shadow/file')).toMatchObject({ status: 200, body: { module: 'file', operations: {}, requests: [] } });
  });

  test('the document of all this', async () => {
    const { body } = await (await at(undefined)).get<Record<string, unknown>>('/admin/openapi.json');
    expect(await new Validator().validate(structuredClone(body))).toMatchObject({ valid: true });
    expect(JSON.stringify(body)).toContain('"x-canary"');
    expect(await (await at(undefined)).delete('/admin/openapi.json')).toMatchObject({ status: 405 });
    expect(await admin.post('/admin/placements', {})).toMatchObject({ status: 405, headers: { allow: expect.stringContaining('GET') } });
    expect(await admin.get('/admin/nothing')).toMatchObject({ status: 404 });
  });
});

describe('While the config module is away', () => {
  test('47 everything is shown as it was known last, and a change is 503', async () => {
    await using other = await SideBySide.open();
    await using folder = await testFolder();
    await using gateway = await other.gateway(folder.path);
    const client = await at('admin', gateway, other);
    expect((await client.put('/admin/placements/subject', { service: 40 })).status).toBe(200);
    await followed(40, client);
    await other.monolith.kill();
    expect(await client.get('/admin/placements/subject')).toMatchObject({ status: 200, body: { policy: { service: 40 }, flag: null } });
    expect(await inForce(client)).toMatchObject({ policy: { service: 40 } });
    for (const path of ['targets', 'breakers', 'limits', 'routes', 'shadow/subject']) expect((await client.get(`/admin/${path}`)).status).toBe(200);
    const away = { status: 503, headers: { 'retry-after': expect.any(String) }, body: { error_code: 'UNAVAILABLE', error_message: expect.stringContaining('config module') } };
    expect(await client.put('/admin/placements/subject', { service: 30 })).toMatchObject(away);
    expect(await client.get('/admin/placements/subject/history')).toMatchObject(away);
  }, patience);

  test('a side without a healthy instance gets no requests anew, and may be left', async () => {
    await using other = await SideBySide.open();
    const client = await at('admin', other.monolith, other);
    await client.put('/admin/placements/subject', { service: 20 });
    await followed(20, client);
    await other.service.kill();
    await until(async () => (await client.get<Items<Target>>('/admin/targets')).body.items.find(({ name }) => name === 'subject@service')!.instances[0]!.state === 'unhealthy');
    expect(await client.put('/admin/placements/subject', { service: 10 })).toMatchObject({ status: 200 });
    expect(await client.put('/admin/placements/subject', { service: 0 })).toMatchObject({ status: 200 });
    await followed(0, client);
    expect(wrong(await client.put('/admin/placements/subject', { service: 20 }))).toEqual([422, 'service unreachable: needs subject on the service, of which no instance is healthy']);
  }, patience);
});

describe('Limits', () => {
  const served = serve({ env: { AURORA_RATE_LIMITS: 'read=2/1h,write=1/1h' } });

  test('are shown, and keep no operator out', async () => {
    const client = served.beside.with({ token: served.token('admin') });
    for (let asked = 0; asked < 3; asked += 1) await served.as('admin').get('/subjects');
    expect(await served.as('admin').get('/subjects')).toMatchObject({ status: 429 });
    for (let asked = 0; asked < 5; asked += 1) {
      expect(await client.get('/admin/limits')).toMatchObject({ status: 200, body: { limits: expect.arrayContaining([{ class: 'read', limit: 2, window_seconds: 3600 }]), store: 'memory', store_up: true } });
      expect(await client.put('/admin/placements/subject', { service: 0 })).toMatchObject({ status: 200 });
    }
    expect((await client.get('/admin/targets')).body).toEqual({ items: [] });
  });
});
