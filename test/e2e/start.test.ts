import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { AuroraProcess, Deployment, freePort, testFolder, withTakenPort } from '@aurora/test/running';
import { Client } from './client.ts';
import { run } from './program.ts';
import { patience } from './served.ts';

const quick = { AURORA_MODULES: 'subject', AURORA_PORT: '0', AURORA_OPERATIONS_PORT: '0' };
const oneLine = (text: string | RegExp) => ({ code: 1, err: expect.stringMatching(new RegExp(`^aurora: [^\\n]*${typeof text === 'string' ? text : text.source}[^\\n]*\\n$`)) });

describe('a start', () => {
  test('says where it listens, where the data lies, how to get a token, and where the documentation is', async () => {
    await using folder = await testFolder();
    await using aurora = await AuroraProcess.start({ AURORA_DATA_DIR: folder.path });
    for (const said of [`Aurora listens on ${aurora.url}/api/v1`, `data     ${folder.path}`, 'npx aurora token --role', `${aurora.url}/docs`]) expect(aurora.output).toContain(said);
    const operations = /health and metrics: (\S+)\)/.exec(aurora.output)![1]!;
    for (const origin of [aurora.url, operations]) {
      expect(await new Client({ url: origin }).get('/health/live')).toMatchObject({ status: 200, body: { status: 'live' } });
      expect(await new Client({ url: origin }).get('/health/ready/')).toMatchObject({ status: 200, body: { status: 'ready', problems: {} } });
    }
    const { code, out } = await run(['token', '--role', 'editor'], { AURORA_DATA_DIR: folder.path });
    expect(code).toBe(0);
    const editor = new Client({ url: `${aurora.url}/api/v1`, token: out.trim() });
    const made = await editor.post<{ id: number }>('/subjects/', { name: 'Algebra', code: 'MATH 1' });
    expect(made.status).toBe(201);
    await aurora.stop();
    await using again = await AuroraProcess.start({ AURORA_DATA_DIR: folder.path });
    expect(await editor.with({ url: `${again.url}/api/v1` }).get(`/subjects/${made.body.id}`)).toMatchObject({ status: 200, body: made.body });
  }, patience);

  test('of several hosts at the same moment makes the tables once, and all come up', async () => {
    await using deployment = await Deployment.create();
    const started = await Promise.all([1, 2, 3, 4].map(() => deployment.process(['subject'])));
    for (const { url } of started) expect(await new Client({ url }).get('/health/ready')).toMatchObject({ status: 200 });
  }, patience);

  test('takes PORT, and an operations port of its own', async () => {
    await using folder = await testFolder();
    const port = await freePort();
    await using aurora = await AuroraProcess.start({ AURORA_MODULES: 'subject', AURORA_DATA_DIR: folder.path, AURORA_PORT: '', PORT: String(port) });
    expect(aurora.url).toBe(`http://127.0.0.1:${port}`);
  }, patience);

  test('is refused in one line where a port is taken', async () => {
    await using folder = await testFolder();
    await withTakenPort(async port => {
      const env = { ...quick, AURORA_DATA_DIR: folder.path };
      expect(await run(['serve'], { ...env, AURORA_PORT: String(port) })).toMatchObject(oneLine(`Port ${port} on 127\\.0\\.0\\.1 is taken\\. AURORA_PORT`));
      expect(await run(['serve'], { ...env, AURORA_OPERATIONS_PORT: String(port) })).toMatchObject(oneLine(`Port ${port} on 127\\.0\\.0\\.1 is taken\\. AURORA_OPERATIONS_PORT`));
    });
  }, patience);

  test('is refused in one line where it can not listen or write', async () => {
    await using folder = await testFolder();
    const file = join(folder.path, 'file');
    await writeFile(file, '');
    const refusals = [
      [{ AURORA_HOST: '192.0.2.1' }, /192\.0\.2\.1 is no address of this machine/], [{ AURORA_DATA_DIR: join(file, 'data') }, /can't be written: ENOTDIR\. AURORA_DATA_DIR/], [{ AURORA_DATA_DIR: file }, /can't be written/],
      [{ AURORA_MODULES: 'syllabus' }, /AURORA_SUBJECT_URL and AURORA_FILE_URL/], [{ AURORA_DATABASE_URL: 'mysql://root:hunter2@127.0.0.1:1/x' }, /Run "aurora migrate" first/],
    ] as const;
    for (const [env, message] of refusals) {
      const ran = await run(['serve'], { ...quick, AURORA_DATA_DIR: folder.path, ...env });
      expect(ran).toMatchObject(oneLine(message));
      expect(ran.err).not.toContain('hunter2');
    }
  }, patience);

  test('that fails in one module does not wait for the database of another', async () => {
    await using folder = await testFolder();
    await writeFile(join(folder.path, 'file.sqlite'), 'This is no database, whatever its name says.'.repeat(100));
    const nobody = await freePort();
    const env = { ...quick, AURORA_MODULES: 'subject,file', AURORA_DATA_DIR: folder.path, AURORA_DATABASE_WAIT: '1h', AURORA_SUBJECT_DATABASE_URL: `mysql://aurora:hunter2@127.0.0.1:${nobody}/x` };
    const ran = await run(['serve'], env);
    expect({ ...ran, err: ran.err.split('\n').at(-2) }).toMatchObject({ code: 1, err: expect.stringMatching(/^aurora: The database of the file module can't be opened: /) });
    expect(ran.out + ran.err).not.toContain('hunter2');
  }, patience);

  test('names every setting that is wrong at once', async () => {
    const wrong = { AURORA_PORT: '99999', AURORA_LOG_LEVEL: 'loud', AURORA_FILE_MAX_SIZE: 'huge', AURORA_PUBLIC_URL: 'ftp://x', AURORA_MODULES: 'subject,libary', AURORA_DATA_DRI: '/x', AURORA_SUBJECT_DATABASE_URL: 'postgres://u:hunter2@h/d' };
    const { code, out, err } = await run(['serve'], wrong);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    for (const name of Object.keys(wrong)) expect(err.split('\n').filter(line => line.includes(name))).toHaveLength(1);
    expect(err).toContain('did you mean AURORA_DATA_DIR?');
    expect(err).not.toContain('hunter2');
  }, patience);

  test('on a folder that is in use is refused, unless both are hosts of one deployment', async () => {
    await using folder = await testFolder();
    const env = { ...quick, AURORA_DATA_DIR: folder.path };
    {
      await using alone = await AuroraProcess.start(env);
      expect(await run(['serve'], env)).toMatchObject(oneLine(`is in use by process ${String(alone.log[0]!['process.pid'])}\\.`));
      expect(await run(['serve'], { ...env, AURORA_DEPLOYMENT: 'a' })).toMatchObject(oneLine('is in use'));
      expect((await fetch(`${alone.url}/health/ready`)).status).toBe(200);
    }
    await using first = await AuroraProcess.start({ ...env, AURORA_DEPLOYMENT: 'a' });
    await using second = await AuroraProcess.start({ ...env, AURORA_DEPLOYMENT: 'a' });
    for (const { url } of [first, second]) expect((await fetch(`${url}/health/ready`)).status).toBe(200);
    for (const other of [{}, { AURORA_DEPLOYMENT: 'b' }]) expect(await run(['serve'], { ...env, ...other })).toMatchObject(oneLine('is in use'));
  }, patience);
});
