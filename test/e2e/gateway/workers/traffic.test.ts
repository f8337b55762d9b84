import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import type { Client } from '../../client.ts';
import { makeSubject } from '../../journey/subjects.ts';
import { RawConnection } from '../../raw.ts';
import { readSamples, valueOf } from '../../observability/exposition.ts';
import { operationsOf } from '../../observability/operations.ts';
import { patience } from '../../served.ts';
import { alive, Workers } from './workers.ts';

let workers: Workers;
let api: Client;
let admin: Client;
let path: string;
beforeAll(async () => {
  workers = await Workers.open({ AURORA_CACHE: 'memory' });
  api = await workers.api();
  admin = await workers.api('');
  path = `/subjects/${(await makeSubject(api)).id}`;
}, patience);
afterAll(() => workers[Symbol.asyncDispose](), patience);

const many = <Result>(work: () => Promise<Result>) => Promise.all(Array.from({ length: 12 }, work));

test('Two processes answer, and the one that has started them takes no request', async () => {
  const pids = await workers.pids();
  expect(pids).not.toContain(workers.primary);
  expect(workers.gateway.log.filter(line => line['event.action'] === 'host.ready')).toHaveLength(1);
  expect(workers.gateway.output.match(/Aurora listens on/g)).toHaveLength(1);
  expect(await workers.whoAnswered(...await many(() => api.get(path)))).toEqual(new Set(pids));
}, patience);

test('A placement is followed by each of them', async () => {
  const [one, other] = await workers.pids();
  const wanted = JSON.stringify({ service: 100, match: [], shadow: 0 });
  expect((await admin.put('/admin/placements/subject', { service: 100 })).status).toBe(200);
  const followed = (pid: number) => workers.gateway.log.some(line => line['process.pid'] === pid && line['event.action'] === 'placement.changed' && line['labels.to'] === wanted);
  await until(async () => followed(one) && followed(other));
  for (const answer of await many(() => api.get(path, { 'cache-control': 'no-cache' }))) expect(await workers.both.servedBy(answer, workers.gateway)).toBe('service');
}, patience);

test('No worker answers from a copy that is older than a change which another has passed on', async () => {
  for (let round = 0; round < 10; round += 1) {
    const name = `Round ${round}`;
    await many(() => api.get(path));
    expect((await api.put(path, { name })).status).toBe(200);
    for (const { body } of await many(() => api.get<{ name: string }>(path))) expect(body.name).toBe(name);
  }
}, patience);

describe('What operators see is that of all workers', () => {
  const scrape = async () => readSamples((await operationsOf(workers.gateway).get<string>('/metrics')).body);
  const total = async () => valueOf(await scrape(), 'aurora_request_duration_seconds_count', { operation: 'subject.list', status: '200' });

  test('in metrics, whichever answers the scrape, and they do not go back when one is lost', async () => {
    const before = await total();
    await workers.whoAnswered(...await many(() => api.get('/subjects')));
    await until(async () => await total() === before + 12);
    for (const counted of await many(total)) expect(counted).toBe(before + 12);
    const [lost] = await workers.pids();
    process.kill(lost, 'SIGKILL');
    await workers.gateway.logged('worker.replaced');
    for (const counted of await many(total)) expect(counted).toBe(before + 12);
    const samples = await scrape();
    expect([valueOf(samples, 'aurora_workers', {}), valueOf(samples, 'aurora_worker_replacements_total', {})]).toEqual([2, 1]);
  }, patience);

  test('in administration: what has been compared adds up, is cleared everywhere, and every target is shown once', async () => {
    await admin.put('/admin/placements/subject', { service: 0, shadow: 100 });
    const compared = async () => (await admin.get<{ operations: Record<string, Record<string, number>> }>('/admin/shadow/subject')).body.operations['subject.get']?.['same'] ?? 0;
    const clear = async () => (await admin.delete('/admin/shadow/subject')).status;
    await until(async () => { await many(() => api.get(path)); return await compared() > 0; });
    const measured = async () => valueOf(await scrape(), 'aurora_shadow_total', { operation: 'subject.get', result: 'same' });
    // What is still being compared is told after a clearing.
    const before = await until(async () => {
      await clear();
      const all = await measured();
      return await compared() === 0 ? all : undefined;
    });
    await until(async () => { await api.get(path); return await compared() >= 6; });
    await until(async () => {
      const all = await measured() - before;
      return (await many(compared)).every(seen => seen === all);
    });
    await admin.put('/admin/placements/subject', { service: 0 });
    await until(async () => await clear() === 204 && (await many(compared)).every(seen => seen === 0));
    const { body: { items } } = await admin.get<{ items: { name: string; instances: { url: string }[] }[] }>('/admin/targets');
    expect(items.filter(({ name }) => name === 'subject@service')).toEqual([expect.objectContaining({ instances: [expect.objectContaining({ url: workers.both.service.url, state: 'healthy' })] })]);
  }, patience);
});

test('Told to stop, each ends what it has begun, and no process is left', async () => {
  const pids = [...await workers.pids(), workers.primary];
  const body = Buffer.alloc(1024 ** 2, 'Week 1.\n'), token = api.options.token!;
  const uploads = await Promise.all(Array.from({ length: 2 }, async () => {
    const connection = await RawConnection.open(workers.gateway.url);
    await connection.write(`POST /api/v1/files/upload?name=plan.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\nExpect: 100-continue\r\n\r\n`);
    await connection.goOn();
    return connection;
  }));
  // To all of them at once, as a terminal and some supervisors do.
  process.kill(-workers.primary, 'SIGTERM');
  await until(() => fetch(`${workers.gateway.url}/health/live`).then(() => false, () => true));
  const answers = await Promise.all(uploads.map(async upload => {
    await upload.write(body);
    return upload.answer();
  }));
  expect(answers).toEqual(Array.from({ length: 2 }, () => expect.objectContaining({ status: 201 })));
  expect(await workers.gateway.ended).toEqual({ code: 0, signal: null });
  expect(await workers.whoAnswered(...answers)).toEqual(new Set(pids.slice(0, 2)));
  expect(pids.filter(alive)).toEqual([]);
  expect(workers.gateway.log.filter(line => line['event.action'] === 'host.stop')).toHaveLength(1);
}, patience);
