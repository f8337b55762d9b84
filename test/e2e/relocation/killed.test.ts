import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Deployment, freePort, until, type AuroraProcess } from '@aurora/test/running';
import { ServerSchemas } from '@aurora/test/server-schemas';
import { describeWith } from '@aurora/test/services';
import { faultsOf, readBooks } from '../../relocation/books.ts';
import { Client } from '../client.ts';
import { Program, run } from '../program.ts';
import { Clients } from './clients.ts';

/** Milliseconds after which a host is killed, from the start of the command or of the host before, there and back: most fall into the copying, some into the fence. */
const moments = { there: [350, 1_600], back: [900, 2_300] };

/** Rows enough for the copying to take some time. */
function fill(file: string, rows: number): void {
  using database = new DatabaseSync(file, { timeout: 5_000 });
  database.exec(`begin immediate;
    with recursive n(i) as (select 1 union all select i + 1 from n where i < ${rows})
    insert into subject (id, name, name_key, code, code_key, search_text, created_at, updated_at, version, reservations, syllabi)
    select 1000000 + i, 'old ' || i, 'old ' || i, 'OLD-' || i, 'old-' || i, 'old ' || i, '2026-01-01T00:00:00.000Z', '2026-01-01T00:00:00.000Z', 1, 0, 0 from n;
    commit`);
}

describeWith('mariadb', 'a host that is killed while the data moves', () => {
  test('is followed by another, which goes on where it stood, there and back: nothing is lost or doubled', async () => {
    await using deployment = await Deployment.create('sqlite');
    await using schemas = new ServerSchemas();
    const ports = [await freePort(), await freePort()];
    const start = (which: number): Promise<AuroraProcess> => deployment.process(which === 0 ? undefined : ['subject'], { AURORA_PORT: String(ports[which]), AURORA_OPERATIONS_PORT: '0' });
    const hosts = [await start(0), await start(1)];
    fill(join(deployment.dataDir, 'subject.sqlite'), 15_000);
    const [token, admin] = [await deployment.token('editor'), await deployment.token('admin')];
    const env = { AURORA_URL: hosts[0]!.url, AURORA_TOKEN: admin, AURORA_DATA_DIR: deployment.dataDir, THERE: await schemas.url('there') };
    await using clients = new Clients([new Client({ url: `${hosts[0]!.url}/api/v1`, token }), new Client({ url: hosts[1]!.url, token })], true);
    const goOn = async (): Promise<void> => {
      const before = clients.written;
      await until(async () => clients.written > before + 20);
    };
    await goOn();
    for (const [way, asked, there] of [['there', ['--to', 'env:THERE'], /^secret:subject-/], ['back', ['--back'], /^embedded$/]] as const) {
      await using command = new Program(['relocate', 'subject', ...asked], env);
      // Once it has begun: what ends before that is to be asked for again.
      await command.said('copying');
      for (const [count, moment] of moments[way].entries()) {
        await wait(moment);
        const which = count % 2;
        await hosts[which]!.kill();
        hosts[which] = await start(which);
      }
      const place = async (): Promise<string> => (JSON.parse((await run(['relocate', 'subject', '--status', '--json'], env)).out) as { readonly place: string }).place;
      // Where it has arrived already, there is no relocation to go on with.
      if (!there.test(await place())) expect(await run(['relocate', 'subject', ...asked], env)).toMatchObject({ code: 0 });
      expect(await place()).toMatch(there);
      await goOn();
    }
    await clients.stop();
    expect(clients.refused).toEqual([]);
    const books = await readBooks({ file: join(deployment.dataDir, 'subject.sqlite') });
    expect(faultsOf(books, clients.ledger)).toEqual([]);
    expect(books.subjects.filter(({ code }) => code.startsWith('OLD-'))).toHaveLength(15_000);
  }, 280_000);

  test('a command that is killed changes nothing: run again it shows the same relocation; one that is cancelled leaves all as it was, and the place can be used again', async () => {
    await using deployment = await Deployment.create('sqlite');
    await using schemas = new ServerSchemas();
    const front = await deployment.process(undefined);
    fill(join(deployment.dataDir, 'subject.sqlite'), 120_000);
    const env = { AURORA_URL: front.url, AURORA_TOKEN: await deployment.token('admin'), AURORA_DATA_DIR: deployment.dataDir, THERE: await schemas.url('there'), ELSEWHERE: await schemas.url('elsewhere') };
    {
      await using command = new Program(['relocate', 'subject', '--to', 'env:THERE'], env);
      await command.said('copying');
    }
    expect(await run(['relocate', 'subject', '--to', 'env:ELSEWHERE'], env)).toMatchObject({ code: 1, err: expect.stringContaining('on its way to secret:subject-') });
    expect(await run(['relocate', 'subject', '--cancel'], env)).toMatchObject({ code: 0, out: expect.stringContaining('cancelled') });
    const api = new Client({ url: `${front.url}/api/v1`, token: await deployment.token('editor') });
    expect(await api.post('/subjects', { name: 'Algebra', code: 'ALG' })).toMatchObject({ status: 201 });
    using file = new DatabaseSync(join(deployment.dataDir, 'subject.sqlite'), { readOnly: true });
    await until(async () => file.prepare("select name from sqlite_schema where type = 'trigger'").all().length === 0);
    expect(await run(['relocate', 'subject', '--to', 'env:THERE'], env)).toMatchObject({ code: 0 });
    expect(await api.get('/subjects?code=ALG')).toMatchObject({ status: 200, body: { items: [{ name: 'Algebra' }] } });
  }, 120_000);
});
