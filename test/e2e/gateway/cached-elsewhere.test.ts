import { expect, test } from '@jest/globals';
import { Deployment, until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { operationsOf } from '../observability/operations.ts';
import { readSamples, valueOf } from '../observability/exposition.ts';
import { patience } from '../served.ts';

test('a copy ends when its module tells of a change that the gateway has not seen, and is not served again', async () => {
  await using home = await Deployment.create();
  const token = await home.token('admin');
  const subject = await home.process(['subject']);
  const gateway = await home.process(['config', 'file', 'syllabus'], { AURORA_GATEWAY: 'true', AURORA_SUBJECT_URL: subject.url, AURORA_CACHE: 'memory' });
  const [front, own] = [new Client({ url: `${gateway.url}/api/v1`, token }), new Client({ url: subject.url, token })];
  const changes = async () => valueOf(readSamples((await operationsOf(gateway).get<string>('/metrics')).body), 'aurora_cache_changes_total', { module: 'subject' });
  // It begins by dropping what it may have missed.
  await until(async () => await changes() > 0);
  const { body: { id } } = await own.post<{ id: number }>('/subjects', { name: 'Before', code: 'CACHED 1' });
  await until(async () => await changes() > 1);
  for (const [result, name] of [['miss', 'Before'], ['hit', 'Before']] as const) {
    const { body, headers } = await front.get(`/subjects/${id}`);
    expect([headers['age'] === undefined ? 'miss' : 'hit', body]).toMatchObject([result, { name }]);
  }
  const before = await changes();
  await own.put(`/subjects/${id}`, { name: 'After' });
  await until(async () => await changes() > before);
  expect(await front.get(`/subjects/${id}`)).toMatchObject({ status: 200, body: { name: 'After' } });
}, patience);
