import { foldCode } from '@aurora/kernel';
import type { Api } from '../cli/api.ts';
import { forEachConcurrently } from '../cli/concurrent.ts';
import { startProgress } from '../cli/progress.ts';
import { Interrupted } from '../cli/retry.ts';
import { ArchiveFolder } from './archive-folder.ts';
import { mapColumns } from './columns.ts';
import { openCsvTable } from './csv-table.ts';
import { describeMapping } from './describe-mapping.ts';
import type { ImportOptions } from './options.ts';
import { refusalOf } from './refusal.ts';
import { Staging } from './staging.ts';
import { SubjectSyllabi } from './syllabus-entry.ts';
import { readSyllabusRow, syllabusColumns, type SyllabusRow } from './syllabus-row.ts';
import type { Tally } from './tally.ts';

/**
 * Brings the syllabi that the CSV file `index` lists, with their files in `folder`, into Aurora. The whole index is read before anything is sent.
 * Throws when index or folder cannot be read or Aurora does not serve; rows that are refused are in the tally.
 */
export async function importSyllabi(folder: string, index: string, api: Api, tally: Tally, options: ImportOptions): Promise<void> {
  const archive = await ArchiveFolder.open(folder);
  const staging = new Staging<SyllabusRow>();
  try {
    await stage(index, staging, tally, options);
    const progress = startProgress('Syllabi', staging.size);
    try {
      await forEachConcurrently(staging.groups(), options.concurrency, options.signal, rows => enterAll(api, rows, archive, tally, options, () => progress.advance()));
    } finally {
      progress.stop();
    }
  } finally {
    staging.close();
  }
}

async function stage(index: string, staging: Staging<SyllabusRow>, tally: Tally, options: ImportOptions): Promise<void> {
  const table = await openCsvTable(index, options.form);
  const mapping = mapColumns(syllabusColumns, table.header, options.map);
  options.tell(describeMapping(mapping, table));
  for await (const row of table.rows) {
    if (options.signal.aborted) throw new Interrupted();
    tally.rows++;
    try {
      const read = readSyllabusRow(mapping, table.header, row);
      staging.add(foldCode(read.code), read);
    } catch (error) {
      await tally.count('refused', { row: row.row, line: row.line, item: '', reason: refusalOf(error) });
    }
  }
}

/** Brings in the rows of one subject. */
async function enterAll(api: Api, rows: readonly SyllabusRow[], archive: ArchiveFolder, tally: Tally, options: ImportOptions, advance: () => void): Promise<void> {
  let syllabi: SubjectSyllabi | undefined;
  for (const row of rows) {
    if (options.signal.aborted) return;
    const finding = { row: row.row, line: row.line, item: row.file, reason: '' };
    try {
      syllabi ??= await SubjectSyllabi.of(api, row.code);
      await tally.count(await syllabi.enter(row, archive, options.dryRun), finding);
    } catch (error) {
      await tally.count('refused', { ...finding, reason: refusalOf(error) });
    }
    advance();
  }
}
