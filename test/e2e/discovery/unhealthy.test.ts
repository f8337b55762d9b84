import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deployment, until, type AuroraProcess } from '@aurora/test/running';
import { Upstream } from '../../upstreams/upstream.ts';
import { Client } from '../client.ts';
import { patience } from '../served.ts';

const resources = new AsyncDisposableStack();
let services: readonly Upstream[], gateway: AuroraProcess, api: Client;

/** What every instance says of its own health. */
const health = (status: number) => Promise.all(services.map(service => service.behave({ kind: 'answer', status }, '/health/ready')));

/** Resolves once the gateway believes every instance to be so. */
const believed = (state: string) => until(async () => services.every(({ url }) => gateway.log.findLast(line => line['event.action'] === 'instance.changed' && line['url.full'] === url)?.['labels.state'] === state));

beforeAll(async () => {
  services = [resources.use(await Upstream.start()), resources.use(await Upstream.start())];
  const home = resources.use(await Deployment.create());
  const config = await home.process(['config']);
  const subject = { id: 1, name: 'Algebra', code: 'A 1', description: null, department_id: null, department: null, credits: null, credits_max: null, created_at: '2026-01-01T00:00:00.000Z', updated_at: '2026-01-01T00:00:00.000Z', version: 1 };
  await Promise.all(services.map(service => service.behave({ kind: 'answer', body: JSON.stringify(subject) }, '/subjects/1')));
  gateway = await home.process(undefined, { AURORA_CONFIG_URL: config.url, AURORA_SUBJECT_URL: services.map(({ url }) => url).join(','), AURORA_FILE_URL: config.url, AURORA_SYLLABUS_URL: config.url }, 'gateway');
  api = new Client({ url: gateway.url, token: await home.token('reader') });
}, patience);
afterAll(() => resources.disposeAsync(), patience);

test('41 where every instance says that it is not well, requests are tried all the same, and a health check that was wrong harms nobody', async () => {
  expect(await api.get('/api/v1/subjects/1')).toMatchObject({ status: 200 });
  await health(503);
  await believed('unhealthy');
  for (let n = 0; n < 6; n += 1) expect(await api.get('/api/v1/subjects/1')).toMatchObject({ status: 200, body: { code: 'A 1' } });
  for (const service of services) expect((await service.seen()).filter(({ target }) => target === '/subjects/1').length).toBeGreaterThan(0);
  await health(200);
  await believed('healthy');
}, patience);

test('41 where they are not well indeed, what they answer is told', async () => {
  await health(503);
  await believed('unhealthy');
  await Promise.all(services.map(service => service.behave({ kind: 'answer', status: 503 }, '/subjects/1')));
  expect(await api.get('/api/v1/subjects/1')).toMatchObject({ status: 503 });
}, patience);
