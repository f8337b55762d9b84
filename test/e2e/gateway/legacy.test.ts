import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testFolder } from '@aurora/test/running';
import { AuroraProcess } from '../../running/aurora-process.ts';
import { describeWithLegacy } from '../../legacy/describe-with-legacy.ts';
import { Legacy } from '../../legacy/legacy.ts';
import { Client } from '../client.ts';
import { rawAnswer } from '../raw.ts';
import { patience } from '../served.ts';

describeWithLegacy('a gateway before the application that Aurora replaces', () => {
  const resources = new AsyncDisposableStack();
  let legacy: Legacy, gateway: AuroraProcess, anyone: Client, direct: Client;
  beforeAll(async () => {
    legacy = resources.use(await Legacy.start());
    const folder = resources.use(await testFolder());
    gateway = resources.use(await AuroraProcess.start({
      AURORA_DATA_DIR: folder.path, AURORA_MONOLITH_URL: legacy.url, AURORA_MONOLITH_KIND: 'legacy', AURORA_AUTH_LEGACY_KEY: 'env:OLD_SECRET', OLD_SECRET: legacy.secret,
    }, 'gateway'));
    anyone = new Client({ url: gateway.url });
    direct = new Client({ url: legacy.url });
  }, patience);
  afterAll(() => resources.disposeAsync(), patience);

  const as = (role: 'reader' | 'editor', client = anyone) => client.with({ token: legacy.token('eda', role) });
  const lastSeen = async () => (await legacy.seen()).filter(({ path }) => path !== '/_seen').at(-1)!;
  const header = (headers: readonly (readonly [string, string])[], name: string) => headers.filter(([known]) => known === name).map(([, value]) => value);

  test('gives its clients the same answers as before', async () => {
    const { body: { id } } = await as('editor').post<{ id: number }>('/api/v1/subjects/', { name: 'Logic', code: 'PHIL 1' });
    const asked: ((client: Client) => Promise<{ status: number; headers: Readonly<Record<string, string>>; body: unknown }>)[] = [
      client => client.get(`/api/v1/subjects/${id}`), client => client.get('/api/v1/subjects/?limit=1'), client => client.get('/api/v1/subjects/999999'), client => client.get('/api/v1/subjects/x'),
      client => client.post('/api/v1/subjects/', { name: 'x', code: 'y' }), client => as('reader', client).post('/api/v1/subjects/', { name: 'x', code: 'y' }), client => as('editor', client).post('/api/v1/subjects/', { name: 'Logic', code: 'PHIL 1' }),
      client => as('editor', client).put(`/api/v1/subjects/${id}`, { description: 'Proofs' }), client => as('reader', client).get('/api/v1/reports/yearly'), client => client.get('/legacy/ping'), client => client.get('/nowhere'),
      client => client.with({ token: 'nonsense' }).get('/api/v1/reports/yearly'), client => client.post('/api/v1/auth/login', { username: 'admin', password: 'wrong' }),
    ];
    const steady = (headers: Readonly<Record<string, string>>) => Object.fromEntries(Object.entries(headers).filter(([name]) => !['date', 'x-correlation-id', 'server', 'connection', 'keep-alive', 'transfer-encoding', 'etag'].includes(name)));
    const body = (value: unknown) => JSON.parse(JSON.stringify(value ?? null, (key, inner: unknown) => (['correlation_id', 'timestamp', 'updated_at'].includes(key) ? '*' : inner))) as unknown;
    for (const ask of asked) {
      const [through, straight] = [await ask(anyone), await ask(direct)];
      expect([through.status, body(through.body), steady(through.headers)]).toEqual([straight.status, body(straight.body), steady(straight.headers)]);
    }
  });

  test('lets a login and its token through untouched, and takes the token for who it names', async () => {
    const { body } = await anyone.post<{ access_token: string }>('/api/v1/auth/login', { username: 'admin', password: legacy.password });
    const admin = anyone.with({ token: body.access_token });
    expect(await admin.get('/api/v1/reports/yearly', { 'x-user-id': 'user:somebody-else', 'x-forwarded-for': '203.0.113.9' })).toMatchObject({ status: 200 });
    const { headers, path } = await lastSeen();
    expect(path).toBe('/api/v1/reports/yearly');
    expect(header(headers, 'authorization')).toEqual([`Bearer ${body.access_token}`]);
    expect(header(headers, 'x-user-id')).toEqual(['user:legacy|admin']);
    await anyone.get('/legacy/ping', { 'x-user-id': 'user:somebody-else' });
    expect(header((await lastSeen()).headers, 'x-user-id')).toEqual([]);
  });

  test('passes a download, a redirect and an event stream', async () => {
    const bytesAt = async (url: string) => Buffer.from(await (await fetch(`${url}/legacy/files/a1`)).arrayBuffer());
    expect((await bytesAt(gateway.url)).equals(await bytesAt(legacy.url))).toBe(true);
    expect(await anyone.get('/legacy/ping/')).toMatchObject({ status: 307, headers: { location: `${gateway.url}/legacy/ping` } });
    const stream = await fetch(`${gateway.url}/api/v1/notifications/stream`, { headers: { authorization: `Bearer ${legacy.token('rita', 'reader')}` } });
    expect(stream.headers.get('content-type')).toMatch(/^text\/event-stream/);
    const reader = stream.body!.getReader();
    const made = as('editor').post('/api/v1/subjects/', { name: 'News', code: 'NEWS 1' });
    let text = '';
    while (!text.includes('data:')) text += Buffer.from((await reader.read()).value!).toString();
    await reader.cancel();
    expect((await made).status).toBe(201);
  });

  test('passes a WebSocket, with the identity that it has proven and none that is claimed', async () => {
    const { hostname, port } = new URL(gateway.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    socket.write(`GET /api/v1/live?token=x HTTP/1.1\r\nHost: ${hostname}:${port}\r\nConnection: Upgrade, x-user-id\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nX-User-Id: user:somebody-else\r\nAuthorization: Bearer ${legacy.token('rita', 'reader')}\r\n\r\n`);
    const [head] = await once(socket, 'data') as [Buffer];
    expect(String(head)).toMatch(/^HTTP\/1\.1 101 [\s\S]*sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
    socket.destroy();
    const { headers } = (await legacy.seen()).findLast(({ path }) => path.startsWith('/api/v1/live'))!;
    expect(header(headers, 'x-user-id')).toEqual(['user:legacy|rita']);
  });

  describe('refuses, before the application sees it', () => {
    test.each([['/legacy/../api', 400], ['/legacy%2f..', 400], ['/legacy/%00', 400]])('%s: %i', async (path, status) => {
      const before = (await legacy.seen()).length;
      expect(await rawAnswer(gateway.url, `GET ${path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`)).toMatchObject({ status });
      expect((await legacy.seen()).length).toBe(before);
    });

    test('an upgrade of a path that a module claims', async () => {
      expect(await rawAnswer(gateway.url, 'GET /api/v1/subjects/1 HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')).toMatchObject({ status: 400 });
    });
  });
});
