import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { Deployment, OwnS3, testFolder, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Client } from '../client.ts';
import { makeFile } from '../journey/files.ts';
import { Program, run, type Ran } from '../program.ts';
import { expectText, FileClients } from './file-clients.ts';

interface Status { readonly store: string; readonly origin: string | null; readonly move: { readonly stage: string; readonly number: number; readonly copied: { readonly contents: number }; readonly waiting: number } | null }

const local = async (dataDir: string): Promise<string[]> => (await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true })).filter(entry => entry.isFile() && !entry.parentPath.endsWith('incoming')).map(entry => entry.name);

describeWith('s3', 'aurora relocate file --store', () => {
  test('moves files from the disk to S3 and back under clients at two hosts: no request fails, nothing is lost, no secret is told', async () => {
    await using s3 = await OwnS3.start();
    const bucket = await s3.makeBucket();
    await using deployment = await Deployment.create('sqlite');
    const [front, beside] = [await deployment.process(undefined, OwnS3.credentials), await deployment.process(['file'], OwnS3.credentials)];
    const token = await deployment.token('editor');
    const env = { AURORA_URL: front.url, AURORA_TOKEN: await deployment.token('admin') };
    const told: Ran[] = [];
    const aurora = async (...args: string[]): Promise<Ran> => {
      const ran = await run(['relocate', 'file', '--store', ...args], env);
      told.push(ran);
      return ran;
    };
    const operator = new Client({ url: front.url, token: env.AURORA_TOKEN });
    const status = async (): Promise<Status> => (await operator.get<Status>('/admin/storage/file')).body;
    const api = new Client({ url: `${front.url}/api/v1`, token });
    await using clients = new FileClients([api, api, new Client({ url: beside.url, token })]);
    const goOn = async (count = 10): Promise<void> => {
      const before = clients.rounds;
      await until(async () => clients.rounds > before + count);
    };
    const there = s3.address(bucket, 'aurora/files');
    await goOn(30);

    expect(await aurora('s3://key:hunter2@bucket')).toMatchObject({ code: 2, err: expect.not.stringContaining('hunter2') });
    expect(await aurora(s3.address('no-such-bucket'))).toMatchObject({ code: 1, err: expect.stringContaining('there is no such bucket') });
    expect(await operator.post('/admin/storage/subject/start', { to: 'local' })).toMatchObject({ status: 404, body: { error_message: 'The subject module keeps no files.' } });
    expect(await operator.post('/admin/storage/file/cancel', {})).toMatchObject({ status: 409 });
    expect(await new Client({ url: front.url, token }).post('/admin/storage/file/start', { to: there })).toMatchObject({ status: 403 });
    expect(await aurora(there, '--dry-run')).toMatchObject({ code: 0, out: expect.stringMatching(/would go from local to s3:[^]*Nothing has been changed/) });
    expect(await status()).toMatchObject({ store: 'local', move: null });

    const ran = await aurora(there);
    expect([ran.err, ran.code]).toEqual([ran.err, 0]);
    expect(ran.out).toMatch(/^The files of file are at s3:\/\/\S+ now\. What they left stays: aurora relocate file --store --back\n$/);
    await goOn();
    await until(async () => (await status()).move?.waiting === 0);
    expect((await s3.keys(bucket)).every(key => key.startsWith('aurora/files/'))).toBe(true);

    expect(await aurora('--back', '--json')).toMatchObject({ code: 0 });
    const back = await status();
    expect(back).toMatchObject({ store: 'local', origin: expect.stringContaining(bucket), move: { stage: 'arrived', number: 2 } });
    await goOn();
    expect(JSON.parse((await aurora('--status', '--json')).out)).toMatchObject({ store: 'local', move: { number: 2 } });
    expect(await aurora(there)).toMatchObject({ code: 0 });
    await goOn();
    await clients.stop();

    expect(clients.refused).toEqual([]);
    for (const [id, text] of clients.ledger) await expectText(api, id, text);
    // A host that starts finds the store by the database, whatever it is told.
    await front.stop();
    const later = await deployment.process(undefined, OwnS3.credentials);
    const again = new Client({ url: `${later.url}/api/v1`, token });
    for (const [id, text] of [...clients.ledger].slice(-10)) await expectText(again, id, text);
    expect((await makeFile(again, 'new')).id).toBeTruthy();
    const [{ contents }] = await deployment.sql<{ contents: number }>('file', 'select count(*) as contents from content where sha256 is not null') as [{ contents: number }];
    expect(await s3.keys(bucket)).toHaveLength(contents);
    const outputs = told.map(({ err, out }) => out + err).join('\n') + front.output + beside.output + later.output;
    expect(outputs).not.toContain(OwnS3.credentials.AWS_SECRET_ACCESS_KEY);
    expect(front.log.filter(line => line['event.action'] === 'store.move_started')).toHaveLength(3);
  }, 240_000);

  test('hosts and a command that are killed in the middle: what is left goes on, there and back, and nothing stays behind', async () => {
    await using s3 = await OwnS3.start();
    const bucket = await s3.makeBucket();
    await using deployment = await Deployment.create('sqlite');
    const start = () => deployment.process(undefined, OwnS3.credentials);
    let host = await start();
    const token = await deployment.token('editor');
    const admin = await deployment.token('admin');
    const api = () => new Client({ url: `${host.url}/api/v1`, token });
    const aurora = (...args: string[]) => run(['relocate', 'file', '--store', ...args], { AURORA_URL: host.url, AURORA_TOKEN: admin });
    const status = async () => (await new Client({ url: host.url, token: admin }).get<Status>('/admin/storage/file')).body;
    const files = new Map<string, string>();
    for (let number = 0; number < 50; number += 1) {
      const text = `file ${number}`;
      files.set((await makeFile(api(), text)).id, text);
    }
    for (const [to, place] of [[s3.address(bucket), /^s3:/], ['local', /^local$/]] as const) {
      {
        await using command = new Program(['relocate', 'file', '--store', to], { AURORA_URL: host.url, AURORA_TOKEN: admin });
        await command.said('copying');
      }
      let before = 0;
      for (let kills = 0; kills < 2; kills += 1) {
        const { move } = await until(async () => {
          const now = await status();
          return (now.move!.copied.contents > before || now.move!.stage !== 'copying') && now;
        });
        if (to === 'local' && kills === 0) files.set((await makeFile(api(), `late ${kills}`)).id, `late ${kills}`);
        await host.kill();
        host = await start();
        // What was copied is not forgotten.
        expect((await status()).move!.copied.contents).toBeGreaterThanOrEqual(move!.copied.contents);
        before = move!.copied.contents;
      }
      if ((await status()).move!.stage === 'copying') expect(await aurora(to)).toMatchObject({ code: 0 });
      await until(async () => (await status()).move!.waiting === 0);
      expect((await status()).store).toMatch(place);
      for (const [id, text] of files) await expectText(api(), id, text);
    }
    for (const id of files.keys()) expect(await api().delete(`/files/${id}`)).toMatchObject({ status: 204 });
    // What was on its way when a host was killed is removed by the next, and at the latest within a minute.
    await until(async () => (await deployment.sql('file', 'select path from loose_content')).length === 0);
    expect([await s3.keys(bucket), await local(deployment.dataDir)]).toEqual([[], []]);
  }, 240_000);

  test('a start on a store that cannot be used is refused in one line, and what goes away later is unavailable', async () => {
    await using s3 = await OwnS3.start();
    await using folder = await testFolder();
    const [bucket, quick] = [await s3.makeBucket(), { AURORA_DATA_DIR: folder.path, AURORA_MODULES: 'file', AURORA_PORT: '0', AURORA_OPERATIONS_PORT: '0' }];
    const refused = async (env: Readonly<Record<string, string>>, text: string) => {
      const ran = await run(['serve'], { ...quick, AWS_ACCESS_KEY_ID: '', ...env });
      expect(ran).toMatchObject({ code: 1, err: expect.stringMatching(/^aurora: [^\n]*\n$/) });
      expect(ran.err).toContain(text);
      expect(ran.err).not.toMatch(/hunter2|open-sesame/);
    };
    await refused({ AURORA_FILE_STORE: s3.address(bucket) }, 'AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY');
    await refused({ ...OwnS3.credentials, AURORA_FILE_STORE: s3.address(bucket), AWS_SECRET_ACCESS_KEY: 'hunter2' }, 'refuses the credentials');
    await refused({ ...OwnS3.credentials, AURORA_FILE_STORE: s3.address('no-such-bucket') }, 'there is no such bucket');
    await refused({ ...OwnS3.credentials, AURORA_FILE_STORE: 's3://bucket?endpoint=http://127.0.0.1:1' }, 'ECONNREFUSED');
    await refused({ AURORA_FILE_STORE: 's3://key:hunter2@bucket' }, 'AURORA_FILE_STORE must name no account');
    await refused({ AURORA_FILE_STORE: 'ftp://hunter2@bucket' }, 'AURORA_FILE_STORE must be');

    await using deployment = await Deployment.create('sqlite');
    const host = await deployment.process(['file'], { ...OwnS3.credentials, AURORA_FILE_STORE: s3.address(bucket) });
    const api = new Client({ url: host.url, token: await deployment.token('editor') });
    const { id } = await makeFile(api, 'stays');
    await expectText(api, id, 'stays');
    expect(await local(deployment.dataDir)).toEqual([]);
    await s3.kill();
    const form = { body: 'new', headers: { 'content-type': 'text/plain' } };
    expect(await api.send('POST', '/files/upload?name=a.txt', form)).toMatchObject({ status: 503, headers: { 'retry-after': '1' } });
    await expect(expectText(api, id, 'stays')).rejects.toThrow('download: 503');
    expect(await api.get(`/files/${id}`)).toMatchObject({ status: 200 });
    await s3.start();
    await expectText(api, id, 'stays');
    expect(await api.send('POST', '/files/upload?name=a.txt', form)).toMatchObject({ status: 201 });
  }, 120_000);
});
