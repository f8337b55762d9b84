import { describe, expect, test } from '@jest/globals';
import { BadLine } from './import-proxy.ts';
import { ImportBench } from './import-workbench.ts';

const catalogue = `Subject,Number,Name,Description,Credit Hours,Section
CS,101,Algorithms &amp; Data,"First, with ""quotes"".
Second line.",3 hours.,A
CS,101,Algorithms &amp; Data,,3 hours.,B
CS,102,Logic,,1 TO 4 hours.,A
CS,103,Seminar,,as arranged with the dean,A
`;
const mapped = ['--map', 'code=Subject Number'];

describe('importing subjects', () => {
  test('makes one of all rows of a code, entities decoded and credits read', async () => {
    await using bench = await ImportBench.open();
    const { code, summary } = await bench.import(['subjects', await bench.write('a.csv', catalogue), ...mapped]);
    expect({ code, ...summary }).toMatchObject({ code: 0, rows: 4, added: 3, refused: 0, notes: 1 });
    expect(await bench.subjects('sort=code')).toMatchObject([
      { code: 'CS 101', name: 'Algorithms & Data', description: 'First, with "quotes".\nSecond line.', credits: 3, credits_max: null },
      { code: 'CS 102', name: 'Logic', description: null, credits: 1, credits_max: 4 },
      { code: 'CS 103', name: 'Seminar', credits: null, credits_max: null },
    ]);
    expect(summary.first_notes[0]!.reason).toBe('credits: cannot read "as arranged with the dean"; left open');
  });

  test('again adds nothing; what differs is kept and reported, and overwritten only when asked for', async () => {
    await using bench = await ImportBench.open();
    const first = await bench.write('a.csv', 'code,name,credits,department\nCS 1,Computers,3,Informatics\nCS 2,Logic,1-4,\n');
    const later = await bench.write('b.csv', 'code,name,credits,department\ncs 1,Computing,,INFORMATICS\nCS 2,Logic,2,\n');
    await bench.import(['subjects', first]);
    expect((await bench.import(['subjects', first])).summary).toMatchObject({ added: 0, unchanged: 2, changed: 0 });
    const kept = await bench.import(['subjects', later]);
    expect(kept).toMatchObject({ code: 0, summary: { changed: 2, updated: 0 } });
    expect(kept.summary.first_changed.map(({ reason }) => reason).toSorted()).toEqual([
      'credits: "1" in Aurora, "2" in the file; credits_max: "4" in Aurora, "null" in the file', 'name: "Computers" in Aurora, "Computing" in the file']);
    expect((await bench.import(['subjects', later, '--update', '--dry-run'])).summary).toMatchObject({ updated: 2 });
    expect(await bench.subjects('sort=code')).toMatchObject([{ name: 'Computers' }, { credits_max: 4 }]);
    expect((await bench.import(['subjects', later, '--update'])).summary).toMatchObject({ updated: 2 });
    expect(await bench.subjects('sort=code')).toMatchObject([{ code: 'CS 1', name: 'Computing', credits: 3, department: 'Informatics' }, { credits: 2, credits_max: null }]);
    expect((await bench.import(['subjects', first, '--update'])).summary).toMatchObject({ updated: 2 });
    expect(await bench.subjects('sort=code')).toMatchObject([{ name: 'Computers' }, { credits: 1, credits_max: 4 }]);
  });

  test('makes anew what was deleted since', async () => {
    await using bench = await ImportBench.open();
    const file = await bench.write('a.csv', 'code,name\nCS 1,Computers\n');
    await bench.import(['subjects', file]);
    const [subject] = await bench.subjects();
    expect((await bench.api('DELETE', `/subjects/${subject!.id}`)).status).toBe(204);
    expect((await bench.import(['subjects', file])).summary).toMatchObject({ added: 1 });
    expect(await bench.subjects()).toMatchObject([{ code: 'CS 1' }]);
  });

  test('refuses single rows, each with its number and why, and brings the others in', async () => {
    await using bench = await ImportBench.open();
    const long = 'x'.repeat(301);
    const file = await bench.write('a.csv', `code,name\n,Nameless\nCS 1,\n"CS\n2",${long}\nCS 3,Logic,extra\nCS 4,Machines\n`);
    const { code, summary } = await bench.import(['subjects', file, '--report', bench.path('report.csv')]);
    expect({ code, ...summary }).toMatchObject({ code: 1, rows: 5, added: 1, refused: 4 });
    expect(summary.first_refused.toSorted((a, b) => a.row - b.row)).toMatchObject([
      { row: 2, reason: 'code: "code" is empty' }, { row: 3, item: 'CS 1', reason: 'name: is empty' }, { row: 4, line: 4, item: 'CS 2', reason: expect.stringContaining('name:') }, { row: 5, line: 6, reason: expect.stringContaining('has 3 fields') }]);
    expect((await bench.read('report.csv')).trim().split('\r\n')).toHaveLength(5);
    expect(await bench.subjects()).toMatchObject([{ code: 'CS 4' }]);
  });

  test('reports in JSON too, and tells people what it did', async () => {
    await using bench = await ImportBench.open();
    const file = await bench.write('a.csv', 'code;name\nCS 1;Computers\n;Nobody\n');
    const { code, out, err } = await bench.run(['import', 'subjects', file, '--report', bench.path('report.json')]);
    expect(code).toBe(1);
    expect(out).toBe('2 rows, 2 subjects: 1 added, 1 refused.\nRefused:\n  row 3: code: "code" is empty\n');
    expect(err).toContain('Columns: code = "code", name = "name".');
    expect(JSON.parse(await bench.read('report.json'))).toMatchObject([{ row: 3, kind: 'refused', reason: 'code: "code" is empty' }]);
  });

  test('sends nothing of a file that cannot be read to its end', async () => {
    await using bench = await ImportBench.open();
    const { code, err } = await bench.run(['import', 'subjects', await bench.write('a.csv', 'code,name\nCS 1,Computers\nCS 2,"Logic\n')]);
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/^aurora: .*a\.csv: a quote is opened in row 3 and never closed\.$/m) });
    expect(await bench.subjects()).toEqual([]);
  });

  test('says in one line that nothing answers, or that the token does not do', async () => {
    await using bench = await ImportBench.open();
    const file = await bench.write('a.csv', 'code,name\nCS 1,Computers\n');
    const gone = await BadLine.to(bench.aurora.url, () => 'pass');
    await gone[Symbol.asyncDispose]();
    const nobody = await bench.run(['import', 'subjects', file], gone.url);
    expect(nobody).toMatchObject({ code: 1, out: '', err: expect.stringContaining(`\naurora: Nothing answers at ${gone.url} `) });
    const reader = (await bench.run(['token', '--role', 'reader'])).out.trim();
    const refused = await bench.run(['import', 'subjects', file, '--token', reader]);
    expect(refused).toMatchObject({ code: 1, out: '' });
    expect(refused.err).not.toMatch(/\n {4}at /);
  });
});
