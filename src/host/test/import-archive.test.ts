import { createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { ArchiveFolder } from '../import/archive-folder.ts';

const nothing = { bytes: null, sha256: null };
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
let folder: string;
let archive: ArchiveFolder;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'aurora-archive-'));
  const inside = join(folder, 'inside');
  await mkdir(join(inside, 'sub'), { recursive: true });
  await writeFile(join(folder, 'secret.txt'), 'secret');
  await writeFile(join(inside, 'a.txt'), 'text');
  await writeFile(join(inside, 'sub', 'b.txt'), 'more');
  await writeFile(join(inside, 'cafe\u0301.txt'), 'accent');
  await symlink('../secret.txt', join(inside, 'link.txt'));
  await symlink('a.txt', join(inside, 'alias.txt'));
  await symlink('..', join(inside, 'up'));
  archive = await ArchiveFolder.open(inside);
});
afterAll(() => rm(folder, { recursive: true }));

describe('a file of an archive is found', () => {
  test('with its size and digest', async () => {
    expect(await archive.file('a.txt', { bytes: 4, sha256: sha256('text') })).toMatchObject({ name: 'a.txt', size: 4, sha256: sha256('text') });
  });

  test.each([['sub/b.txt', 'b.txt'], ['sub\\b.txt', 'b.txt'], ['./a.txt', 'a.txt'], ['alias.txt', 'alias.txt'], ['caf\u00e9.txt', 'caf\u00e9.txt']])('as %s', async (path, name) => {
    expect((await archive.file(path, nothing)).name).toBe(name);
  });
});

describe('a file of an archive is refused', () => {
  test.each([
    ['../secret.txt', 'leads out of the folder'], ['sub/../../secret.txt', 'leads out of the folder'], ['..\\secret.txt', 'leads out of the folder'], ['/etc/passwd', 'leads out of the folder'],
    ['a.txt\0.pdf', 'leads out of the folder'], ['link.txt', 'is a link that leads out of the folder'], ['up/secret.txt', 'is a link that leads out of the folder'], ['sub', 'is not a file'], ['c.txt', 'is missing'],
  ])('as %j', async (path, reason) => {
    await expect(archive.file(path, nothing)).rejects.toThrow(reason);
  });

  test('if the index says otherwise of its bytes', async () => {
    await expect(archive.file('a.txt', { bytes: 5, sha256: null })).rejects.toThrow('has 4 bytes where the index says 5');
    await expect(archive.file('a.txt', { bytes: 4, sha256: sha256('other') })).rejects.toThrow('where the index says');
  });
});
