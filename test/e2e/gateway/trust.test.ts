import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Deployment, EtcdServer, until, type AuroraProcess } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Upstream } from '../../upstreams/upstream.ts';
import { Client } from '../client.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience } from '../served.ts';
import { SideBySide } from './side-by-side.ts';

/** What only hosts may say to each other, as a client would forge it. */
const forged = { 'aurora-prefix': '/forged', 'aurora-placements': 'subject=service', 'aurora-command-id': 'forged', 'aurora-deadline': '1' };

describe('context headers that a client has forged', () => {
  const resources = new AsyncDisposableStack();
  let both: SideBySide, admin: Client, path: string;
  beforeAll(async () => {
    both = resources.use(await SideBySide.open());
    admin = await both.api('admin');
    path = `/subjects/${(await makeSubject(admin)).id}`;
  }, patience);
  afterAll(() => resources.disposeAsync(), patience);

  const twice = async (api: Client, code: string) => [await api.post('/subjects', { name: 'x', code: `${code} 1` }, forged), await api.post('/subjects', { name: 'x', code: `${code} 2` }, forged)];

  test.each(['monolith', 'service'] as const)('mean nothing at the gateway, with the module in the %s', async side => {
    await both.place({ service: side === 'service' ? 100 : 0 });
    const answer = await admin.get(path, forged);
    expect(answer).toMatchObject({ status: 200 });
    expect(await both.servedBy(answer)).toBe(side);
    expect((await admin.get('/subjects?limit=1', forged)).headers['link'] ?? '').not.toContain('forged');
    const made = await twice(admin, `FORGED ${side}`);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(made[0]!.headers['location']).toMatch(/^\/api\/v1\/subjects\//);
  });

  test.each(['service', 'monolith'] as const)('mean nothing on the modules\' own port of the %s, beside a user\'s token', async host => {
    const url = host === 'service' ? both.service.url : both.monolith.modulesUrl;
    const own = new Client({ url, token: await both.home.token('admin') });
    expect(await own.get(path, forged)).toMatchObject({ status: 200 });
    const made = await twice(own, `OWN ${host}`);
    expect(made.map(({ status }) => status)).toEqual([201, 201]);
    expect(made[0]!.headers['location']).toMatch(/^\/subjects\//);
    expect((await own.get('/subjects/x', forged)).body).toMatchObject({ service_name: host === 'service' ? 'subject' : 'aurora' });
  });

  test.each(['service', 'monolith'] as const)('an internal operation on the port of the %s takes no user\'s token', async host => {
    const url = host === 'service' ? both.service.url : both.monolith.modulesUrl;
    for (const role of ['reader', 'editor', 'admin'] as const) {
      const own = new Client({ url, token: await both.home.token(role) });
      expect(await own.post(`/internal${path}/reservations`, { holder: 'syllabus:1' }, forged)).toMatchObject({ status: 403, body: { error_code: 'FORBIDDEN' } });
    }
    expect(await new Client({ url }).post(`/internal${path}/reservations`, { holder: 'syllabus:1' }, forged)).toMatchObject({ status: 403 });
  });
});

describeWith('etcd', 'an instance that nobody of the deployment has signed', () => {
  test('gets no request', async () => {
    await using resources = new AsyncDisposableStack();
    const etcd = resources.use(await EtcdServer.start());
    const foreign = resources.use(await Upstream.start());
    const home = resources.use(await Deployment.create());
    const stranger = resources.use(await Deployment.create());
    const config = await home.process(['config']);
    const gateway = await home.process(undefined, { AURORA_DISCOVERY: etcd.discovery, AURORA_CONFIG_URL: config.url }, 'gateway');
    const known = (aurora: AuroraProcess) => gateway.log.some(line => line['event.action'] === 'instance.changed' && line['url.full'] === aurora.url);
    // Another deployment's service, with another key, and an entry that was written by hand.
    const theirs = await stranger.process(['subject'], { AURORA_DISCOVERY: etcd.discovery, AURORA_CONFIG_URL: config.url });
    await etcd.call('/v3/kv/put', { key: Buffer.from('/aurora/subject/forged').toString('base64'), value: Buffer.from(JSON.stringify({ id: 'forged', url: foreign.url })).toString('base64') });
    const ours = await home.process(['subject'], { AURORA_DISCOVERY: etcd.discovery, AURORA_CONFIG_URL: config.url });
    await until(async () => known(ours));
    await until(async () => gateway.log.some(line => line['event.action'] === 'registry.refused'));
    const api = new Client({ url: `${gateway.url}/api/v1`, token: await home.token('editor') });
    for (let time = 0; time < 10; time += 1) expect(await api.get('/subjects')).toMatchObject({ status: 200 });
    expect(await foreign.seen()).toEqual([]);
    expect(known(theirs)).toBe(false);
    expect(theirs.log.some(line => line['event.action'] === 'subject.list')).toBe(false);
  }, patience);
});
