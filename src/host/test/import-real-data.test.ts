import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import { ImportBench } from './import-workbench.ts';

const data = join(import.meta.dirname, '..', '..', '..', '..', 'shared', 'data');
const describeWithData = existsSync(data) ? describe : describe.skip;

/** Milliseconds: a thousand courses, each looked up and written, take a while on a busy machine. */
const patience = 180_000;

type Row = Readonly<Record<string, string>>;
const table = (path: string): Row[] => parse<Row>(readFileSync(path), { columns: true });

async function sha256(path: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) hash.update(chunk);
  return hash.digest('hex');
}

/** Skipped where the folder `../shared/data` beside the checkout is absent. */
describeWithData('real data: a department\'s archive', () => {
  test('comes in whole, and every file comes out with the bytes that its index states', async () => {
    await using bench = await ImportBench.open();
    const archive = join(data, 'hunter-syllabi');
    const index = table(join(archive, 'syllabi.csv'));
    const subjects = table(join(archive, 'subjects.csv'));
    const load = ['syllabi', join(archive, 'files'), '--index', join(archive, 'syllabi.csv')];
    expect((await bench.import(['subjects', join(archive, 'subjects.csv')])).summary).toMatchObject({ added: subjects.length, refused: 0, notes: 0 });
    expect((await bench.import(load)).summary).toMatchObject({ added: index.length, refused: 0 });
    expect((await bench.import(load)).summary).toMatchObject({ added: 0, unchanged: index.length });

    await bench.run(['export', bench.path('out')]);
    const known = (row: Row) => ['file', 'subject_code', 'instructor', 'term', 'year', 'bytes', 'sha256'].map(column => row[column]).join();
    expect(table(bench.path('out/syllabi.csv')).map(known).toSorted()).toEqual(index.map(known).toSorted());
    for (const row of index) expect(await sha256(bench.path(`out/files/${row['file']}`))).toBe(row['sha256']);
  }, patience);
});

describeWithData('real data: a catalogue with a row for each section', () => {
  test.each(['2026-su.csv'])('%s gives each course once', async name => {
    await using bench = await ImportBench.open();
    const path = join(data, 'uiuc-courses', name);
    const courses = new Map(table(path).map(row => [`${row['Subject']} ${row['Number']}`, row]));
    expect((await bench.import(['subjects', path, '--map', 'code=Subject Number'])).summary).toMatchObject({ added: courses.size, refused: 0, notes: 0 });
    const subjects = await bench.subjects();
    expect(subjects).toHaveLength(courses.size);
    for (const subject of subjects) {
      const course = courses.get(subject.code)!;
      expect(subject.name).toBe(course['Name']!.replaceAll('&amp;', '&').trim());
      expect(subject.description ?? '').toBe(course['Description']!.replaceAll('&amp;', '&').trim());
      const hours = course['Credit Hours']!.match(/\d+/g)!.map(Number);
      expect([subject.credits, subject.credits_max]).toEqual([hours[0], hours[1] ?? null]);
    }
  }, patience);
});
