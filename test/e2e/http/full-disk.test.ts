import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { freePort, testFolder } from '@aurora/test/running';
import { Client, type Answer } from '../client.ts';
import { fetchSigned } from '../journey/files.ts';
import { Program, run } from '../program.ts';
import { patience } from '../served.ts';

/** Runs a command where it may mount what nobody else sees. */
const privately = ['unshare', '--user', '--map-root-user', '--mount'] as const;
const [unshare, ...alone] = privately;
const maySmall = spawnSync(unshare, [...alone, 'mount', '-t', 'tmpfs', 'tmpfs', '/mnt']).status === 0;
const describeSmall = maySmall ? describe : describe.skip;

/** Mounts a disk of a size at a folder, and runs what follows. */
const onSmallDisk = (size: string, folder: string) => [...privately, 'sh', '-ec', 'mkdir -p "$2"; mount -t tmpfs -o "size=$1" tmpfs "$2"; shift 2; exec "$@"', 'sh', size, folder];

/** An Aurora one of whose folders is a disk of its own. */
async function serveOn(size: string, folder: string, dataDir: string, key: string): Promise<{ readonly program: Program; readonly api: Client }> {
  const port = await freePort();
  const env = { AURORA_DATA_DIR: dataDir, AURORA_AUTH_KEY: `file:${key}`, AURORA_PORT: String(port), AURORA_OPERATIONS_PORT: String(await freePort()), AURORA_LOG_FORMAT: 'json' };
  const program = new Program(['serve'], env, onSmallDisk(size, folder));
  await program.said('host.ready');
  const { out } = await run(['token', '--role', 'editor'], { AURORA_DATA_DIR: dataDir, AURORA_AUTH_KEY: `file:${key}` });
  return { program, api: new Client({ url: `http://127.0.0.1:${port}/api/v1`, token: out.trim() }) };
}

interface Made { readonly id: string }
const full = { status: 507, body: { error_code: 'INSUFFICIENT_STORAGE' } };
const upload = (api: Client, body: string) => api.send<Made>('POST', '/files/upload?name=a.txt', { body, headers: { 'content-type': 'text/plain' } });

describeSmall('a disk that is full', () => {
  test('of files: an upload is 507 and leaves nothing, all else goes on, and there is room again after a deletion', async () => {
    await using folder = await testFolder();
    const data = join(folder.path, 'data');
    const { program, api } = await serveOn('1m', join(data, 'files'), data, join(folder.path, 'issuer.json'));
    await using ending = program;
    const size = 600_000;
    const first = await upload(api, 'a'.repeat(size));
    expect(first.status).toBe(201);
    for (let time = 0; time < 3; time += 1) {
      expect(await upload(api, 'b'.repeat(size))).toMatchObject(full);
      expect(await upload(api, 'c'.repeat(3 * 1024 ** 2))).toMatchObject(full);
    }
    const form = new FormData();
    form.append('file', new Blob(['d'.repeat(size)]), 'd.txt');
    expect(await api.send('POST', '/files/upload', { body: form })).toMatchObject(full);
    expect(await api.post('/subjects', { name: 'x', code: 'FULL' })).toMatchObject({ status: 201 });
    expect((await (await fetchSigned(api, first.body.id)).text()) === 'a'.repeat(size)).toBe(true);
    expect(await upload(api, 'e'.repeat(300_000))).toMatchObject({ status: 201 });
    expect(await api.delete(`/files/${first.body.id}`)).toMatchObject({ status: 204 });
    const again = await upload(api, 'b'.repeat(size));
    expect(again.status).toBe(201);
    expect((await (await fetchSigned(api, again.body.id)).text()) === 'b'.repeat(size)).toBe(true);
    ending.signal('SIGTERM');
    expect(await ending.ran).toMatchObject({ code: 0 });
  }, patience);

  test('of everything: a command is 507 and has had no effect, and what is there can be read', async () => {
    await using folder = await testFolder();
    const data = join(folder.path, 'data');
    const { program, api } = await serveOn('16m', data, data, join(folder.path, 'issuer.json'));
    await using ending = program;
    const subject = () => api.post<Made>('/subjects', { name: 'x', code: randomBytes(12).toString('hex'), description: randomBytes(4_000).toString('hex') });
    const before = [await subject(), await subject()].map(answer => answer.body);
    const files = await untilFull(() => upload(api, randomBytes(400_000).toString('base64')));
    const subjects = [...before, ...await untilFull(subject)];
    const [{ id }] = before as [Made];
    expect(await api.put(`/subjects/${id}`, { description: randomBytes(9_900).toString('hex') })).toMatchObject(full);
    expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 200, body: before[0]! });
    const { body: { items } } = await api.get<{ items: Made[] }>('/subjects?limit=100&sort=id');
    expect(items.map(item => item.id)).toEqual(subjects.map(made => made.id).slice(0, 100));
    expect(files.length).toBeGreaterThan(3);
    for (const file of files) expect((await fetchSigned(api, file.id)).status).toBe(200);
    ending.signal('SIGTERM');
    expect(await ending.ran).toMatchObject({ code: 0 });
  }, patience);
});

/** What is made until the disk is full, which must be said as it is. */
async function untilFull(make: () => Promise<Answer<Made>>): Promise<Made[]> {
  const made: Made[] = [];
  for (;;) {
    const answer = await make();
    if (answer.status !== 201) {
      expect(answer).toMatchObject(full);
      return made;
    }
    made.push(answer.body);
  }
}
