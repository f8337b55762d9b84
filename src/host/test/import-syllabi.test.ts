import { createHash } from 'node:crypto';
import { readdir, symlink } from 'node:fs/promises';
import { describe, expect, test } from '@jest/globals';
import { BadLine } from './import-proxy.ts';
import { ImportBench } from './import-workbench.ts';

/** The bytes of a small PDF that says `text`. */
const pdf = (text: string): string => `%PDF-1.4\n% ${text}\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n`;
const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

async function benchWithSubjects(): Promise<ImportBench> {
  const bench = await ImportBench.open();
  await bench.import(['subjects', await bench.write('subjects.csv', 'code,name\nCS 1,Computers\nCS 2,Logic\n')]);
  for (const name of ['one', 'two', 'three']) await bench.write(`files/${name}.pdf`, pdf(name));
  return bench;
}

const index = `file,subject_code,instructor,term,year,section,bytes,sha256
one.pdf,CS 1,Nov&aacute;k,Fall,2020,A,${pdf('one').length},${sha256(pdf('one'))}
two.pdf,cs 1,Svoboda,Spring,2021,,,
two.pdf,CS 2,Svoboda,Spring,2021,,,
three.pdf,CS 1,,,,,,
`;

describe('importing syllabi', () => {
  test('brings each with its file; a subject may have several, and a file several subjects', async () => {
    await using bench = await benchWithSubjects();
    const { code, summary } = await bench.import(['syllabi', bench.path('files'), '--index', await bench.write('index.csv', index)]);
    expect({ code, ...summary }).toMatchObject({ code: 0, rows: 4, added: 4, refused: 0 });
    const [first, second] = await bench.subjects('sort=code');
    const syllabi = await bench.syllabi(`subject_id=${first!.id}`);
    expect(syllabi.map(({ instructor, term, year, section }) => [instructor, term, year, section])).toEqual([['Novák', 'Fall', 2020, 'A'], ['Svoboda', 'Spring', 2021, null], [null, null, null, null]]);
    expect(await bench.syllabi(`subject_id=${second!.id}`)).toHaveLength(1);
    expect(await (await bench.api('GET', `/files/${syllabi[0]!.file_id}`)).json()).toMatchObject({ original_name: 'one.pdf', sha256: sha256(pdf('one')), status: 'claimed' });
  });

  test('again adds nothing; another file of the same term is another syllabus', async () => {
    await using bench = await benchWithSubjects();
    const args = ['syllabi', bench.path('files'), '--index', await bench.write('index.csv', index)];
    await bench.import(args);
    expect((await bench.import(args)).summary).toMatchObject({ added: 0, unchanged: 4 });
    await bench.write('files/one.pdf', pdf('one, corrected'));
    const corrected = await bench.write('corrected.csv', 'file,subject_code,instructor,term,year,section\none.pdf,CS 1,Novák,Fall,2020,A\none.pdf,CS 1,Novák,Fall,2020,A\n');
    expect((await bench.import(['syllabi', bench.path('files'), '--index', corrected])).summary).toMatchObject({ added: 1, unchanged: 1 });
    expect(await bench.syllabi('year=2020')).toHaveLength(2);
  });

  test('makes anew what was deleted since, also when its file is gone', async () => {
    await using bench = await benchWithSubjects();
    const args = ['syllabi', bench.path('files'), '--index', await bench.write('index.csv', 'file,subject_code\none.pdf,CS 1\n')];
    await bench.import(args);
    const [syllabus] = await bench.syllabi();
    expect((await bench.api('DELETE', `/syllabus/${syllabus!.id}`)).status).toBe(204);
    await bench.api('DELETE', `/files/${syllabus!.file_id}`);
    expect((await bench.import(args)).summary).toMatchObject({ added: 1, refused: 0 });
    expect(await bench.syllabi()).toHaveLength(1);
  });

  test('refuses rows whose file is missing, altered or outside, or whose subject is unknown', async () => {
    await using bench = await benchWithSubjects();
    await bench.write('secret.pdf', pdf('secret'));
    await bench.write('files/script.html', '<html><script>alert(1)</script></html>');
    await symlink('../secret.pdf', bench.path('files/link.pdf'));
    const rows = ['gone.pdf,CS 1,,', '../secret.pdf,CS 1,,', 'link.pdf,CS 1,,', `one.pdf,CS 1,,${'0'.repeat(64)}`, 'one.pdf,CS 1,7,', 'one.pdf,CS 9,,', 'script.html,CS 1,,', 'two.pdf,CS 2,,'];
    const { code, summary } = await bench.import(['syllabi', bench.path('files'), '--index', await bench.write('index.csv', `file,code,bytes,sha256\n${rows.join('\n')}\n`)]);
    expect({ code, ...summary }).toMatchObject({ code: 1, added: 1, refused: 7 });
    const reasons = new Map(summary.first_refused.map(({ row, reason }) => [row, reason]));
    const expected = ['is missing', 'leads out of the folder', 'is a link that leads out', 'where the index says 0000', 'where the index says 7', 'there is no subject CS 9', ''];
    for (const [at, reason] of expected.entries()) expect(reasons.get(at + 2)).toContain(reason);
    expect(await bench.syllabi()).toHaveLength(1);
  });

  test('over a line that loses answers brings each once', async () => {
    await using bench = await benchWithSubjects();
    const seen = new Set<unknown>();
    await using line = await BadLine.to(bench.aurora.url, ({ method, headers }) => {
      const again = seen.has(headers['idempotency-key']);
      seen.add(headers['idempotency-key']);
      return method === 'POST' && !again ? 'lost' : 'pass';
    });
    const { summary } = await bench.import(['syllabi', bench.path('files'), '--index', await bench.write('index.csv', index)], line.url);
    expect(summary).toMatchObject({ added: 4, refused: 0 });
    expect(await bench.syllabi()).toHaveLength(4);
  });
});

describe('what is exported', () => {
  test('is read back as it was', async () => {
    await using bench = await benchWithSubjects();
    await bench.import(['subjects', await bench.write('more.csv', 'code,name,description,credits\n"CS ""3""","R&amp;D &amp;amp; more","a,b\n c",1-4\n'), '--update']);
    await bench.import(['syllabi', bench.path('files'), '--index', await bench.write('index.csv', index)]);
    expect(await bench.run(['export', bench.path('out')])).toMatchObject({ code: 0, out: expect.stringContaining('3 subjects, 4 syllabi; 3 files downloaded') });

    await using other = await ImportBench.open();
    expect((await other.import(['subjects', bench.path('out/subjects.csv')])).summary).toMatchObject({ added: 3, refused: 0, notes: 0 });
    expect((await other.import(['syllabi', bench.path('out/files'), '--index', bench.path('out/syllabi.csv')])).summary).toMatchObject({ added: 4, refused: 0 });
    await other.run(['export', other.path('out')]);
    for (const name of ['out/subjects.csv', 'out/syllabi.csv']) expect((await other.read(name)).split('\r\n').toSorted()).toEqual((await bench.read(name)).split('\r\n').toSorted());
  });

  test('is kept where it is already, mended where it is not, and never put into a folder of something else', async () => {
    await using bench = await benchWithSubjects();
    await bench.import(['syllabi', bench.path('files'), '--index', await bench.write('index.csv', 'file,code\none.pdf,CS 1\ntwo.pdf,CS 1\n')]);
    await bench.run(['export', bench.path('out')]);
    await bench.write('out/files/two.pdf', 'broken');
    expect(JSON.parse((await bench.run(['export', bench.path('out'), '--json'])).out)).toMatchObject({ subjects: 2, syllabi: 2, downloaded: 1, kept: 1, failed: [] });
    expect(await bench.read('out/files/two.pdf')).toBe(pdf('two'));
    expect(await readdir(bench.path('out/files'))).toEqual(['one.pdf', 'two.pdf']);
    expect(await bench.run(['export', bench.path('files')])).toMatchObject({ code: 1, err: expect.stringContaining('is not empty and holds no export') });
  });
});
