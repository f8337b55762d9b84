import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { describeWithOwnMariaDb, OwnMariaDb } from '../databases/own-mariadb.ts';
import { ServerDeployment } from '../databases/server-deployment.ts';
import { patience } from '../served.ts';
import { operationsOf } from './operations.ts';

describeWithOwnMariaDb('health, with the database away', () => {
  test('is live and not ready on both ports, and ready again when the database is', async () => {
    await using database = await OwnMariaDb.start();
    await using deployment = await ServerDeployment.create(database.url);
    expect(await deployment.migrate()).toMatchObject({ code: 0 });
    const aurora = await deployment.serve();
    const ports = [new Client({ url: aurora.url }), operationsOf(aurora)];
    for (const port of ports) expect(await port.get('/health/ready')).toMatchObject({ status: 200, body: { status: 'ready', problems: {} } });
    await database.kill();
    for (const port of ports) {
      const answer = await port.get<{ problems: Record<string, string> }>('/health/ready');
      expect(answer).toMatchObject({ status: 503, headers: { 'cache-control': 'no-store' }, body: { status: 'not ready' } });
      expect(Object.keys(answer.body.problems).toSorted()).toEqual(['config', 'file', 'subject', 'syllabus']);
      expect(JSON.stringify(answer.body)).not.toMatch(/127\.0\.0\.1|aurora_test|ECONN/);
      expect(await port.get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
      expect(await port.send('HEAD', '/health/ready')).toMatchObject({ status: 503, body: undefined });
    }
    await database.start();
    for (const port of ports) await until(async () => (await port.get('/health/ready')).status === 200);
  }, patience);
});
