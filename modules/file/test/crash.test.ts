import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, rename, stat, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { age, expectNoFileWithoutBytes, expectNothingElse } from './consistency.ts';
import { all, bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { onEveryEngine } from './engines.ts';
import { onEveryStore } from './every-store.ts';
import { linkTo } from './link-to.ts';

/** Runs a process that uploads and deletes, and kills it once it has done so `rounds` times. */
async function uploadUntilKilled(deployment: Deployment, name: string, rounds: number): Promise<void> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'uploader.ts'), deployment.dataDir, JSON.stringify(deployment.location), JSON.stringify(deployment.env), name], { env: process.env, stdio: ['ignore', 'pipe', 'inherit'] });
  const gone = once(child, 'exit');
  let told = '';
  for await (const part of child.stdout) {
    told += part;
    if (told.length >= 'ready\n'.length + rounds) child.kill('SIGKILL');
  }
  await gone;
  expect(told).toMatch(/^ready\n\.+$/);
}

onEveryStore('processes that are killed while they upload and delete the same bytes', engine => {
  test('leave no file without bytes, and what they leave besides is collected', async () => {
    await using deployment = await Deployment.create(engine);
    await Promise.all([1, 2].map(async number => {
      for (let life = 0; life < 2; life += 1) await uploadUntilKilled(deployment, `p${number}`, 6 + 3 * number + 5 * life);
    }));
    await expectNoFileWithoutBytes(deployment);
    await age(deployment);
    const host = await deployment.restart();
    await expectNoFileWithoutBytes(deployment);
    for (const { id } of await deployment.sql<{ id: string }>('select id from file')) await host.port.delete({ id }, call());
    await deployment.sql('update resumable_upload set expires_at = ?', new Date(Date.now() - 1).toISOString());
    await deployment.restart();
    expect(await deployment.sql('select * from resumable_upload')).toEqual([]);
    expect(await deployment.sql('select * from content')).toEqual([]);
    expect(await deployment.sql('select * from file_usage where bytes <> 0 or files <> 0')).toEqual([]);
    expect((await deployment.stored()).filter(path => !path.startsWith('incoming/'))).toEqual([]);
  }, 300_000);
});

onEveryEngine('what a crash leaves', engine => {
  const sha256 = 'ab'.repeat(32);
  const path = `ab/ab/${sha256}.0123456789`;

  async function leave(deployment: Deployment, row: { sha256: string | null; uploads: number }): Promise<void> {
    await mkdir(join(deployment.dataDir, 'files/ab/ab'), { recursive: true });
    await writeFile(join(deployment.dataDir, 'files', path), 'left');
    await deployment.sql('insert into content (path, sha256, size, files, uploads, awaited_at) values (?, ?, 4, 0, ?, ?)', path, row.sha256, row.uploads, new Date().toISOString());
  }

  test('between bytes and file goes once the upload cannot be alive any more', async () => {
    await using deployment = await Deployment.create(engine);
    await deployment.host();
    await leave(deployment, { sha256, uploads: 1 });
    await deployment.restart();
    expect(await deployment.stored()).toEqual([path]);
    await age(deployment);
    await deployment.restart();
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toEqual([]);
  });

  test('between the last file and its bytes goes at the next start', async () => {
    await using deployment = await Deployment.create(engine);
    await deployment.host();
    await leave(deployment, { sha256, uploads: 0 });
    await deployment.restart();
    expect(await deployment.stored()).toEqual([]);
    await leave(deployment, { sha256: null, uploads: 0 });
    await deployment.restart();
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toEqual([]);
  });
});

test('what was being received goes when it is old, and not before', async () => {
  await using deployment = await Deployment.create();
  await deployment.host();
  const incoming = join(deployment.dataDir, 'files/incoming');
  for (const name of ['old', 'young']) await writeFile(join(incoming, name), 'part');
  const old = Date.now() / 1000 - 2 * 3600;
  await utimes(join(incoming, 'old'), old, old);
  await deployment.restart();
  expect(await readdir(incoming)).toEqual(['young']);
});

test('bytes that were lost come back with the next upload of the same', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const { id } = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
  const [path] = await deployment.stored();
  await rename(join(deployment.dataDir, 'files', path!), join(deployment.dataDir, 'elsewhere'));
  const link = await linkTo(port, id);
  expect(await codeOf(port.download(link, call()))).toBe('INTERNAL');
  await port.upload({ name: 'b.txt', content: bytes('text') }, call());
  expect(await all((await port.download(link, call())).open())).toEqual(Buffer.from('text'));
});

test('a symbolic link in the store is not followed, neither to a file nor to a folder', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const { id } = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
  const link = await linkTo(port, id);
  const [path] = await deployment.stored();
  const file = join(deployment.dataDir, 'files', path!);
  const secret = join(deployment.dataDir, 'secret');
  await writeFile(secret, 'xxxx');

  const content = await port.download(link, call());
  await rename(file, join(deployment.dataDir, 'kept'));
  await symlink(secret, file);
  expect(await codeOf(port.download(link, call()))).toBe('INTERNAL');
  expect(await codeOf(all(content.open()))).toBe('ELOOP');

  const folder = join(deployment.dataDir, 'files', path!.slice(0, 2));
  await rename(folder, join(deployment.dataDir, 'folder'));
  await symlink(join(deployment.dataDir, 'folder'), folder);
  await rename(join(deployment.dataDir, 'kept'), file);
  expect(await codeOf(port.download(link, call()))).toBe('INTERNAL');
  await expect(all(content.open())).rejects.toThrow('symbolic link');
  await expect(port.upload({ name: 'b.txt', content: bytes('text') }, call())).rejects.toThrow('symbolic link');
  await port.delete({ id }, call());
  expect((await stat(join(deployment.dataDir, 'folder', path!.slice(3)))).isFile()).toBe(true);
});
