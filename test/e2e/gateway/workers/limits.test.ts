import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import type { Answer } from '../../client.ts';
import { operationsOf } from '../../observability/operations.ts';
import { RawConnection } from '../../raw.ts';
import { patience } from '../../served.ts';
import { Workers } from './workers.ts';

const reads = 30, refusals = 6;
let workers: Workers;
beforeAll(async () => { workers = await Workers.open({ AURORA_RATE_LIMITS: `read=${reads}/1h,failed=${refusals}/1h` }); }, patience);
afterAll(() => workers[Symbol.asyncDispose](), patience);

const statuses = (answers: readonly Answer[]) => Object.fromEntries([...Map.groupBy(answers, ({ status }) => status)].map(([status, all]) => [status, all.length]));

test('A limit is exact over all workers, in a burst', async () => {
  const api = await workers.api();
  const answers = await Promise.all(Array.from({ length: 100 }, () => api.get('/subjects')));
  expect(statuses(answers)).toEqual({ 200: reads, 429: 100 - reads });
  expect((await workers.whoAnswered(...answers)).size).toBe(2);
  expect(new Set(answers.filter(({ status }) => status === 200).map(({ headers }) => /r=(\d+)/.exec(headers['ratelimit']!)![1]))).toHaveProperty('size', reads);
}, patience);

test('A worker that takes the place of another goes on with what has been counted', async () => {
  const api = await workers.api();
  process.kill((await workers.pids())[0], 'SIGKILL');
  await workers.gateway.logged('worker.replaced');
  const answers = await Promise.all(Array.from({ length: 12 }, () => api.get('/subjects')));
  expect(statuses(answers)).toEqual({ 429: 12 });
}, patience);

test('Refused credentials that have been used up at one worker are at each', async () => {
  using one = await RawConnection.open(workers.gateway.url);
  using other = await RawConnection.open(workers.gateway.url);
  const present = async (connection: RawConnection) => {
    await connection.write('GET /api/v1/subjects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer wrong\r\n\r\n');
    return connection.answer();
  };
  const refused: Answer[] = [];
  for (let number = 0; number < refusals; number += 1) refused.push(await present(one));
  expect(statuses(refused)).toEqual({ 401: refusals });
  await until(async () => (await present(one)).status === 429);
  // Every worker has answered, so each has heard what was said before.
  await operationsOf(workers.gateway).get('/metrics');
  const after = [await present(one), await present(other)];
  expect(statuses(after)).toEqual({ 429: 2 });
  expect((await workers.whoAnswered(...after)).size).toBe(2);
}, patience);
