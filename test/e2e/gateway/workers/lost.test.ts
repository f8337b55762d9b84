import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { testFolder, until } from '@aurora/test/running';
import { RawConnection } from '../../raw.ts';
import { patience } from '../../served.ts';
import { SteadyLoad } from '../fleet/steady-load.ts';
import { SideBySide } from '../side-by-side.ts';
import { alive, Workers } from './workers.ts';

describe('A worker that is killed', () => {
  test('under load takes with it what it had in flight alone, and another takes its place', async () => {
    await using workers = await Workers.open();
    const [lost, other] = await workers.pids();
    const clients = 8, load = new SteadyLoad(await workers.api(), clients);
    const more = async (requests: number) => {
      const before = load.requests;
      await until(async () => load.requests >= before + requests);
    };
    try {
      await more(200);
      process.kill(lost, 'SIGKILL');
      await workers.gateway.logged('worker.replaced');
      const failed = load.failures.length;
      expect(failed).toBeLessThanOrEqual(clients);
      await more(400);
      expect(load.failures).toHaveLength(failed);
    } finally {
      await load.stop();
    }
    const now = await workers.pids();
    expect(now).toContain(other);
    expect(now).not.toContain(lost);
    expect(await workers.gateway.logged('worker.lost')).toMatchObject({ 'log.level': 'error', 'labels.worker': lost, 'labels.reason': 'SIGKILL' });
  }, patience);

  test('does not take with it a connection that it had not yet accepted', async () => {
    await using workers = await Workers.open();
    const [still, other] = await workers.pids();
    process.kill(still, 'SIGSTOP');
    const connections = await Promise.all(Array.from({ length: 6 }, async () => {
      const connection = await RawConnection.open(workers.gateway.url);
      await connection.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
      return connection;
    }));
    const answers = connections.map(connection => connection.answer());
    let answered = 0;
    for (const answer of answers) void answer.then(() => { answered += 1; });
    await until(async () => answered >= 5);
    process.kill(still, 'SIGKILL');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array.from({ length: 6 }, () => 200));
    expect(alive(other)).toBe(true);
    for (const connection of connections) connection[Symbol.dispose]();
  }, patience);
});

test('Workers end with the process that has started them', async () => {
  await using workers = await Workers.open();
  const pids = await workers.pids();
  await workers.gateway.kill();
  await until(async () => !pids.some(alive));
}, patience);

test('When no worker is left and none can be started, the gateway gives up and says why', async () => {
  await using both = await SideBySide.open();
  await using folder = await testFolder();
  const instead = join(folder.path, 'gateway');
  await using own = await both.gateway(instead, { AURORA_WORKERS: '2' });
  const pids = await until(async () => {
    const found = new Set(own.log.filter(line => line['event.action'] === 'instance.changed').map(line => Number(line['process.pid'])));
    return found.size === 2 ? [...found] : undefined;
  });
  await rm(instead, { recursive: true });
  await writeFile(instead, '');
  for (const pid of pids) process.kill(pid, 'SIGKILL');
  expect(await own.ended).toEqual({ code: 1, signal: null });
  expect(own.output.match(/^aurora: .*$/gm)).toEqual([expect.stringMatching(/^aurora: No worker is left, and the last \d+ have ended at once\. The data folder .* can't be written/)]);
}, patience);
