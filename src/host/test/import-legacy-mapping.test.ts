import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { testFolder } from '@aurora/test/running';
import { readMapping } from '../import/legacy/mapping.ts';
import { sourceAddress } from '../import/legacy/source-address.ts';
import { fieldFrom, fieldTo } from '../import/legacy/table-map.ts';

async function read(text: string) {
  await using folder = await testFolder();
  const file = join(folder.path, 'mapping.yaml');
  await writeFile(file, text);
  return readMapping(file);
}

test('a mapping is YAML or JSON, with deletions by missing rows unless it says otherwise', async () => {
  const subject = { table: 'subjects', key: 'id', columns: { name: 'title', code: 'code' } };
  const known = { subject: { ...subject, deletions: 'missing', fill: {} } };
  expect(await read(JSON.stringify({ subject }))).toEqual(known);
  expect(await read('subject:\n  table: subjects\n  key: id\n  columns: {name: title, code: code}\n')).toEqual(known);
  expect(await read('subject: {table: t, key: id, columns: {name: n, code: c}, deletions: {column: deleted_at}}')).toMatchObject({ subject: { deletions: { column: 'deleted_at' } } });
});

test('all mistakes of a mapping are told at once', async () => {
  const wrong = read('subject: {table: "a; drop table b", key: id, columns: {name: n}, deletions: sometimes}\nfile: {table: t, key: k, columns: {url: u}, base_url: "ftp://x", new_url: /files, color: red}\ncourse: {}');
  await expect(wrong).rejects.toThrow(/is wrong:/);
  for (const part of ['subject.table: must be the name', 'subject.columns.code: ', 'subject.deletions: must be missing, never, or a column', 'file.base_url: must be an address', 'file.new_url: must contain {id}', 'file.color: is not known', 'course: is not known']) {
    await expect(wrong).rejects.toThrow(part);
  }
  await expect(read('{}')).rejects.toThrow('names no module');
  await expect(read('a: [')).rejects.toThrow('neither YAML nor JSON');
  await expect(readMapping('/nowhere/mapping.yaml')).rejects.toThrow('there is no such file');
});

test('an address that is wrong is told without any part of it', () => {
  for (const given of ['mysql://user:hidden@', 'postgres://user:hidden@db/x', 'user:hidden', 'env:AURORA_TEST_NOT_SET', 'secret:unknown']) {
    const told = (() => { try { return sourceAddress(given); } catch (error) { return (error as Error).message; } })();
    expect(told).toMatch(/must be|is not set|is kept/);
    expect(told).not.toContain('hidden');
  }
  expect(sourceAddress('mariadb://user:hidden@db.example.edu/old')).toBe('mariadb://user:hidden@db.example.edu/old');
});

test('times and numbers are written as each side writes them', () => {
  expect(fieldFrom('created_at', '2019-02-03 04:05:06')).toBe('2019-02-03T04:05:06.000Z');
  expect(fieldFrom('updated_at', '2019-02-03 04:05:06.789123')).toBe('2019-02-03T04:05:06.789Z');
  expect(fieldTo('updated_at', '2019-02-03T04:05:06.789Z')).toBe('2019-02-03 04:05:06.789');
  expect([fieldFrom('credits', '4.50'), fieldFrom('code', '007'), fieldFrom('credits', null)]).toEqual([4.5, '007', null]);
});
