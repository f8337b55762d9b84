import { expect, test } from '@jest/globals';
import { freePort, until } from '@aurora/test/running';
import { Client } from '../client.ts';
import { Program } from '../program.ts';
import { refusal } from '../refusal.ts';
import { patience } from '../served.ts';
import { describeWithOwnMariaDb, OwnMariaDb } from './own-mariadb.ts';
import { ServerDeployment } from './server-deployment.ts';

describeWithOwnMariaDb('a database server that starts after Aurora', () => {
  test('is waited for, and then serves; for as long as AURORA_DATABASE_WAIT says and no longer', async () => {
    await using database = await OwnMariaDb.start();
    await using deployment = await ServerDeployment.create(database.url);
    expect(await deployment.migrate()).toMatchObject({ code: 0 });
    await database.kill();

    expect(await refusal({ AURORA_DATA_DIR: deployment.dataDir, AURORA_LOG_LEVEL: 'error', AURORA_DATABASE_WAIT: '1s' }))
      .toMatch(/^aurora: The database of the \w+ module did not answer within 1 s\.\n$/);

    const port = await freePort();
    await using program = new Program(['serve'], { AURORA_DATA_DIR: deployment.dataDir, AURORA_PORT: String(port), AURORA_OPERATIONS_PORT: String(await freePort()), AURORA_DATABASE_WAIT: '1h' });
    await program.said('database.wait');
    const beside = new Client({ url: `http://127.0.0.1:${port}` });
    const anyone = new Client({ url: `http://127.0.0.1:${port}/api/v1` });
    expect(await beside.get('/health/live')).toMatchObject({ status: 200 });
    expect(await beside.get('/health/ready')).toMatchObject({ status: 503 });
    expect(await anyone.get('/subjects')).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    await database.start();
    await until(async () => (await beside.get('/health/ready')).status === 200);
    const api = anyone.with({ token: await deployment.token('editor') });
    expect(await api.post('/subjects', { name: 'Algebra', code: 'LATE' })).toMatchObject({ status: 201 });
    program.signal('SIGTERM');
    expect(await program.ran).toMatchObject({ code: 0 });
  }, patience);
});
