import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { contractOf, moduleNames, until } from '@aurora/test/running';
import { rawAnswer } from '../raw.ts';
import { serve } from '../served.ts';
import { readSamples, valueOf, type Sample } from './exposition.ts';
import { operationsOf } from './operations.ts';

const served = serve();
const histogram = 'aurora_request_duration_seconds';

async function scrape(): Promise<Sample[]> {
  const { status, headers, body } = await operationsOf(served.process).get<string>('/metrics');
  expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: expect.stringMatching(/^text\/plain; version=0\.0\.4/) });
  return readSamples(body);
}

/** Resolves once `count` more requests than in `before` have been measured, all labels together. */
const measured = (before: readonly Sample[], count: number) => until(async () => {
  const total = (samples: readonly Sample[]) => samples.filter(sample => sample.name === `${histogram}_count`).reduce((sum, sample) => sum + sample.value, 0);
  const samples = await scrape();
  return total(samples) >= total(before) + count ? samples : undefined;
});

test('requests are measured by operation and status', async () => {
  const editor = served.as('editor');
  const before = await scrape();
  const { body: { id } } = await editor.post<{ id: number }>('/subjects', { name: 'x', code: 'METRICS' });
  for (let time = 0; time < 3; time += 1) await editor.get(`/subjects/${id}`);
  await editor.send('HEAD', `/subjects/${id}`);
  await editor.get('/subjects/999999');
  await served.anyone.get(`/subjects/${id}`);
  const after = await measured(before, 7);
  const more = (name: string, labels: Record<string, string>) => valueOf(after, name, labels) - valueOf(before, name, labels);
  expect(more(`${histogram}_count`, { operation: 'subject.create', status: '201' })).toBe(1);
  expect(more(`${histogram}_count`, { operation: 'subject.get', status: '200' })).toBe(4);
  expect(more(`${histogram}_count`, { operation: 'subject.get', status: '404' })).toBe(1);
  expect(more(`${histogram}_count`, { operation: 'subject.get', status: '401' })).toBe(1);
  expect(more(`${histogram}_sum`, { operation: 'subject.get', status: '200' })).toBeGreaterThan(0);
  expect(more('aurora_errors_total', { operation: 'subject.get', code: 'NOT_FOUND' })).toBe(1);
  expect(more('aurora_errors_total', { operation: 'subject.get', code: 'UNAUTHENTICATED' })).toBe(1);
  const buckets = after.filter(({ name, labels }) => name === `${histogram}_bucket` && labels['operation'] === 'subject.get' && labels['status'] === '200');
  expect(buckets.length).toBeGreaterThan(5);
  expect(buckets.map(bucket => bucket.value)).toEqual(buckets.map(bucket => bucket.value).toSorted((a, b) => a - b));
  expect(buckets.find(bucket => bucket.labels['le'] === '+Inf')!.value).toBe(valueOf(after, `${histogram}_count`, { operation: 'subject.get', status: '200' }));
  expect(valueOf(after, 'process_resident_memory_bytes', {})).toBeGreaterThan(0);
});

test('labels are a closed set, whatever is asked for', async () => {
  const token = served.token('admin');
  const askAll = async () => {
    const odd = randomUUID();
    for (const path of [`/${odd}`, `/api/v1/${odd}`, `/api/v1/subjects/${odd}`, `/api/v1/subjects/${Math.floor(Math.random() * 1e9)}`, `/api/v1/files/${odd}`, `/docs/${odd}`, `/health/${odd}`, `/api/v1/config/flags/${odd}`, `/api/v1/subjects?${odd}=1`]) {
      for (const method of ['GET', 'POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'PROPFIND']) {
        await rawAnswer(served.origin, `${method} ${path} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Length: 0\r\n\r\n`);
      }
    }
    await rawAnswer(served.origin, `GET /%zz/${odd} HTTP/1.1\r\nHost: a\r\n\r\n`);
    await rawAnswer(served.origin, `GET /${odd} HTTP/1.1\r\nHost: ${odd}\r\nBad header\r\n\r\n`);
    await rawAnswer(served.origin, `GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${odd}\r\nX-Correlation-Id: ${odd}\r\n\r\n`);
  };
  const before = await scrape();
  await askAll();
  const once = await measured(before, 64);
  for (let time = 0; time < 3; time += 1) await askAll();
  const often = await measured(once, 3 * 64);
  const names = (samples: readonly Sample[]) => samples.map(({ name, labels }) => `${name} ${JSON.stringify(labels)}`).filter(name => name.startsWith('aurora_')).toSorted();
  expect(names(often)).toEqual(names(once));
  const known = new Set<string>();
  for (const name of moduleNames) for (const operation of Object.keys((await contractOf(name)).operations)) known.add(`${name}.${operation}`);
  const others = new Set(often.filter(({ name, labels }) => name.startsWith('aurora_') && labels['operation'] !== undefined).map(sample => sample.labels['operation']!).filter(operation => !known.has(operation)));
  expect(others.size).toBeLessThanOrEqual(3);
});

test('they are on the operations port alone, which has nothing else', async () => {
  const operations = operationsOf(served.process);
  for (const path of ['/metrics', '/api/v1/metrics']) expect(await served.beside.get(path)).toMatchObject({ status: 404 });
  expect(await operations.get('/api/v1/subjects')).toMatchObject({ status: 404 });
  expect(await operations.post('/metrics', {})).toMatchObject({ status: 405, headers: { allow: expect.stringContaining('GET, HEAD') } });
  expect(new URL(operations.options.url).hostname).toBe('127.0.0.1');
});
