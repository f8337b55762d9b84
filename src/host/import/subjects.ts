import { foldCode } from '@aurora/kernel';
import type { Api } from '../cli/api.ts';
import { forEachConcurrently } from '../cli/concurrent.ts';
import { startProgress } from '../cli/progress.ts';
import { Interrupted } from '../cli/retry.ts';
import { mapColumns } from './columns.ts';
import { openCsvTable } from './csv-table.ts';
import { describeMapping } from './describe-mapping.ts';
import { mergeRows } from './merge.ts';
import type { ImportOptions } from './options.ts';
import { refusalOf } from './refusal.ts';
import { Staging } from './staging.ts';
import { enterSubject } from './subject-entry.ts';
import { readSubjectRow, subjectColumns, type SubjectRow } from './subject-row.ts';
import type { Tally } from './tally.ts';

/**
 * Brings the subjects of a CSV file into Aurora, once each however many rows they have. The whole file is read before anything is sent.
 * Throws when the file cannot be read or Aurora does not serve; rows that are refused are in the tally.
 */
export async function importSubjects(file: string, api: Api, tally: Tally, options: ImportOptions): Promise<void> {
  const staging = new Staging<SubjectRow>();
  try {
    await stage(file, staging, tally, options);
    const progress = startProgress('Subjects', staging.size);
    try {
      await forEachConcurrently(staging.rows(), options.concurrency, options.signal, async row => {
        await enter(api, row, tally, options);
        progress.advance();
      });
    } finally {
      progress.stop();
    }
  } finally {
    staging.close();
  }
}

async function stage(file: string, staging: Staging<SubjectRow>, tally: Tally, options: ImportOptions): Promise<void> {
  const table = await openCsvTable(file, options.form);
  const mapping = mapColumns(subjectColumns, table.header, options.map);
  options.tell(describeMapping(mapping, table));
  for await (const row of table.rows) {
    if (options.signal.aborted) throw new Interrupted();
    tally.rows++;
    try {
      const read = readSubjectRow(mapping, table.header, row);
      staging.merge(foldCode(read.code), read, mergeRows);
    } catch (error) {
      await tally.count('refused', { row: row.row, line: row.line, item: '', reason: refusalOf(error) });
    }
  }
}

async function enter(api: Api, row: SubjectRow, tally: Tally, options: ImportOptions): Promise<void> {
  const item = row.code;
  try {
    const { outcome, reason } = await enterSubject(api, row, options);
    await tally.count(outcome, { row: row.row, line: row.line, item, reason });
  } catch (error) {
    await tally.count('refused', { row: row.row, line: row.line, item, reason: refusalOf(error) });
  }
  for (const note of row.notes) await tally.note({ row: note.row, line: note.line, item, reason: note.text });
}
