import { get, Agent, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from '@jest/globals';
import { type AuroraProcess, Deployment, freePort, testFolder } from '@aurora/test/running';
import { Client } from './client.ts';
import { Program } from './program.ts';
import { RawConnection } from './raw.ts';
import { patience } from './served.ts';

const forEver = { AURORA_SHUTDOWN_TIMEOUT: '1h' };
const clean = { code: 0, signal: null };
const bytes = Buffer.alloc(8 * 1024 ** 2, 'Week 1.\n');

/** Begins an upload of `bytes` and waits until Aurora has taken it up. */
async function beginUpload(aurora: AuroraProcess, token: string): Promise<RawConnection> {
  const connection = await RawConnection.open(aurora.url);
  await connection.write(`POST /api/v1/files/upload?name=plan.txt HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${token}\r\nContent-Type: text/plain\r\nContent-Length: ${bytes.length}\r\nExpect: 100-continue\r\n\r\n`);
  await connection.goOn();
  await connection.write(bytes.subarray(0, 100_000));
  return connection;
}

/** Resolves once the operations port says that the process is not ready. */
async function unready(aurora: AuroraProcess): Promise<unknown> {
  const operations = new Client({ url: /health and metrics: (\S+)\)/.exec(aurora.output)![1]! });
  for (;;) {
    const { status, body } = await operations.get('/health/ready');
    if (status === 503) return body;
  }
}

describe('a process that is told to stop', () => {
  test('fails its readiness, takes nothing new, finishes what it has begun, and ends with 0', async () => {
    await using deployment = await Deployment.create('sqlite');
    const aurora = await deployment.process(undefined, forEver);
    const token = await deployment.token('editor');
    const api = new Client({ url: `${aurora.url}/api/v1`, token });
    const stored = await api.send<{ id: string }>('POST', '/files/upload?name=a.txt', { body: bytes, headers: { 'content-type': 'text/plain' } });
    const { body: { url } } = await api.get<{ url: string }>(`/files/${stored.body.id}/url`);
    using agent = Object.assign(new Agent({ keepAlive: true }), { [Symbol.dispose](this: Agent) { this.destroy(); } });
    const [download] = await once(get(url, { agent }), 'response') as [IncomingMessage];
    using upload = await beginUpload(aurora, token);

    const stopped = aurora.stop();
    expect(await unready(aurora)).toEqual({ status: 'not ready', problems: { process: 'is stopping' }, warnings: {} });
    await expect(RawConnection.open(aurora.url)).rejects.toThrow();
    expect((await buffer(download)).equals(bytes)).toBe(true);
    await upload.write(bytes.subarray(100_000));
    const made = await upload.answer();
    expect(made).toMatchObject({ status: 201, body: { file_size: bytes.length } });
    expect(await stopped).toEqual(clean);
    // Each module's background work ends before the database of another that it reads.
    expect(aurora.log.filter(line => ['warn', 'error'].includes(String(line['log.level'])))).toEqual([]);

    const again = await deployment.process(undefined);
    expect(await api.with({ url: `${again.url}/api/v1` }).get(`/files/${(made.body as { id: string }).id}`)).toMatchObject({ status: 200, body: made.body });
  }, patience);

  test('is not held up by clients that say nothing more', async () => {
    await using deployment = await Deployment.create('sqlite');
    const aurora = await deployment.process(['subject'], forEver);
    using silent = await RawConnection.open(aurora.url);
    using halfway = await RawConnection.open(aurora.url);
    await halfway.write('GET /health/live HTTP/1.1\r\nHost: a\r\nX-Half');
    using idle = await RawConnection.open(aurora.url);
    await idle.write('GET /health/live HTTP/1.1\r\nHost: a\r\n\r\n');
    await idle.answer();
    expect(await aurora.stop()).toEqual(clean);
    await Promise.all([silent.closed(), halfway.closed(), idle.closed()]);
  }, patience);

  test('cuts what takes longer than it may', async () => {
    await using deployment = await Deployment.create('sqlite');
    const aurora = await deployment.process(undefined, { AURORA_SHUTDOWN_TIMEOUT: '1s' });
    using upload = await beginUpload(aurora, await deployment.token('editor'));
    aurora.signal('SIGINT');
    expect(await aurora.stop()).toEqual(clean);
    await upload.closed();
    expect(await deployment.sql('file', 'select * from file')).toEqual([]);
  }, patience);
});

describe('a process that still starts', () => {
  test('says that it does, and stops when it is told to', async () => {
    await using folder = await testFolder();
    const [port, operations, nobody] = [await freePort(), await freePort(), await freePort()];
    await using program = new Program(['serve'], {
      AURORA_DATA_DIR: folder.path, AURORA_MODULES: 'subject', AURORA_PORT: String(port), AURORA_OPERATIONS_PORT: String(operations),
      AURORA_SUBJECT_DATABASE_URL: `mysql://aurora:secret@127.0.0.1:${nobody}/aurora_subject`, AURORA_DATABASE_WAIT: '1h',
    });
    await program.said('database.wait');
    const starting = { status: 503, headers: { 'retry-after': '1', 'x-correlation-id': 'early' }, body: { error_code: 'UNAVAILABLE', correlation_id: 'early', service_name: 'subject' } };
    const early = { 'x-correlation-id': 'early' };
    for (const at of [port, operations]) {
      const client = new Client({ url: `http://127.0.0.1:${at}` });
      expect(await client.get('/health/live', early)).toMatchObject({ status: 200, headers: early });
      expect(await client.get('/health/ready', early)).toMatchObject({ status: 503, body: { status: 'not ready', problems: { process: 'is starting' } } });
      expect(await client.get('/subjects', early)).toMatchObject(starting);
    }
    program.signal('SIGTERM');
    const ran = await program.ran;
    expect(ran).toMatchObject(clean);
    expect(ran.out + ran.err).not.toContain('secret');
  }, patience);
});
