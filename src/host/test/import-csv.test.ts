import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { openCsvTable, type CsvForm } from '../import/csv-table.ts';

let folder: string;
beforeAll(async () => { folder = await mkdtemp(join(tmpdir(), 'aurora-csv-')); });
afterAll(() => rm(folder, { recursive: true }));

async function read(bytes: string | Uint8Array, form?: CsvForm) {
  const path = join(folder, 'table.csv');
  await writeFile(path, bytes);
  const { header, rows } = await openCsvTable(path, form);
  return { header, rows: await Array.fromAsync(rows) };
}

describe('a table is read', () => {
  test('with quotes, delimiters and line breaks within fields', async () => {
    const { rows } = await read('code,name\nA,"one, ""two""\nthree"\nB,four\n');
    expect(rows).toEqual([{ row: 2, line: 2, values: ['A', 'one, "two"\nthree'] }, { row: 3, line: 4, values: ['B', 'four'] }]);
  });

  test('with Windows line ends and without an end of the last line', async () => {
    const { rows } = await read('code,name\r\nA,"x\r\ny"\r\nB,z');
    expect(rows).toEqual([{ row: 2, line: 2, values: ['A', 'x\r\ny'] }, { row: 3, line: 4, values: ['B', 'z'] }]);
  });

  test('counting empty rows as a spreadsheet does, and leaving them out', async () => {
    const { rows } = await read('code,name\n\nA,x\n,\nB,y\n');
    expect(rows.map(({ row, line }) => [row, line])).toEqual([[3, 3], [5, 5]]);
  });

  test.each([[';', 'code;"na;me, full";note\nA;x;y'], ['\t', 'code\tname\nA\tx'], ['|', 'code|"na,me,s"\nA|x']])('with the delimiter %j found from the header', async (_, text) => {
    expect((await read(text)).rows[0]!.values.slice(0, 2)).toEqual(['A', 'x']);
  });

  test('with the delimiter that is given', async () => {
    expect((await read('code,x;name\nA,y;z', { delimiter: ';' })).header).toEqual(['code,x', 'name']);
  });

  test.each([
    ['UTF-8 with a byte order mark', Buffer.from('\ufeffcode,name\nA,Š', 'utf8')],
    ['UTF-16 with a byte order mark', Buffer.from('\ufeffcode,name\nA,Š', 'utf16le')],
  ])('in %s', async (_, bytes) => {
    expect(await read(bytes)).toMatchObject({ header: ['code', 'name'], rows: [{ values: ['A', 'Š'] }] });
  });

  test('in the encoding that is given', async () => {
    expect((await read(Buffer.from('code,name\nA,caf\xe9 \x80', 'latin1'), { encoding: 'latin1' })).rows[0]!.values[1]).toBe('café €');
  });

  test('with characters that lie across two pieces of the file', async () => {
    const text = `code,name\n${Array.from({ length: 30_000 }, (_, index) => `A${index},Šířka`).join('\n')}`;
    const { rows } = await read(text);
    expect(rows).toHaveLength(30_000);
    expect(rows.every(({ values }) => values[1] === 'Šířka')).toBe(true);
  });
});

describe('a table is refused', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['that is empty', '', /no header row/],
    ['that is not UTF-8, with the line', Buffer.from('code,name\nA,x\nB,caf\xe9\n', 'latin1'), /line 3 is not valid UTF-8.*--encoding latin1/],
    ['with a quote that is never closed, with the row', 'code,name\nA,x\nB,"y\nC,z\n', /a quote is opened in row 3 and never closed/],
    ['with a quote in the middle of a field, with the line', 'code,name\nA,5" disk\n', /not valid CSV.*line 2/],
  ])('%s', async (_, bytes, message) => {
    await expect(read(bytes)).rejects.toThrow(message);
  });

  test('in an encoding that does not exist', async () => {
    await expect(read('code\nA', { encoding: 'klingon' })).rejects.toThrow('there is no encoding "klingon"');
  });
});
