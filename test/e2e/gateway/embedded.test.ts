import { expect, test } from '@jest/globals';
import { Deployment, until, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience } from '../served.ts';

const states = (gateway: AuroraProcess, instance: AuroraProcess) => gateway.log.filter(line => line['event.action'] === 'instance.changed' && line['labels.target'] === 'subject@service' && line['url.full'] === instance.url).map(line => line['labels.state']);

test('services make themselves known to the config module of the monolith, and its gateway sends them requests', async () => {
  await using home = await Deployment.create();
  const discovery = { AURORA_DISCOVERY: 'embedded' };
  const monolith = await home.process(['config', 'subject', 'file', 'syllabus'], { AURORA_GATEWAY: 'true', ...discovery });
  const api = new Client({ url: `${monolith.url}/api/v1`, token: await home.token('admin') });
  const { id } = await makeSubject(api);
  const start = () => home.process(['subject'], { AURORA_MONOLITH_URL: monolith.modulesUrl, ...discovery });
  const upstream = async () => {
    const { headers, status } = await api.get(`/subjects/${id}`);
    expect(status).toBe(200);
    return (await until(async () => monolith.log.find(line => line['http.request.id'] === headers['x-correlation-id'] && line['message'] === 'request')))['labels.upstream'];
  };
  const first = await start();
  await until(async () => states(monolith, first).at(-1) === 'healthy');
  expect(await upstream()).toBeUndefined();
  await api.put('/config/flags/placement.subject', { definition: { state: 'ENABLED', variants: { placement: { service: 99.99 } }, defaultVariant: 'placement' } });
  await until(async () => await upstream() === 'subject@service');
  const second = await start();
  await until(async () => states(monolith, second).at(-1) === 'healthy');
  await first.stop();
  expect(await upstream()).toBe('subject@service');
  // Without any instance the monolith answers: the service is only tried out.
  await second.stop();
  expect(await upstream()).toBeUndefined();
  expect(await api.post('/subjects', { name: 'x', code: 'EMBEDDED 1' })).toMatchObject({ status: 201 });
}, patience);
