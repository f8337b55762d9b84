import { join } from 'node:path';
import { subjectContract } from '@aurora/subject/contract';
import { syllabusContract, type Syllabus } from '@aurora/syllabus/contract';
import type { Api } from '../cli/api.ts';
import { pagesOf } from '../cli/pages.ts';
import { startProgress } from '../cli/progress.ts';
import { cellOf } from '../import/cleaning.ts';
import { writeCsv } from './csv-file.ts';
import { FileFetcher, type Brought, type FetchOptions } from './files.ts';

const header = ['file', 'subject_code', 'instructor', 'term', 'year', 'section', 'bytes', 'sha256'];

/** What became of the syllabi. `failed` are those whose file could not be had; they are left out of the index. */
export interface SyllabiExport {
  readonly syllabi: number;
  readonly downloaded: number;
  readonly kept: number;
  readonly failed: readonly { readonly syllabus: number; readonly reason: string }[];
}

/**
 * Writes the index `syllabi.csv` and the folder `files` as `import syllabi` reads them. `codes` are the subjects' codes by id.
 * A file that cannot be had does not stop the others.
 */
export async function exportSyllabi(api: Api, folder: string, codes: Map<number, string>, options: FetchOptions): Promise<SyllabiExport> {
  const progress = startProgress('Syllabi', undefined);
  const fetcher = new FileFetcher(api, join(folder, 'files'), options);
  const failed: { syllabus: number; reason: string }[] = [];

  async function* rows(): AsyncGenerator<(string | number | null)[]> {
    for await (const page of pagesOf(api, syllabusContract.operations.list, {})) {
      const files = await fetcher.bring(new Set(page.map(syllabus => syllabus.file_id)));
      for (const syllabus of page) {
        const brought = files.get(syllabus.file_id)!;
        progress.advance();
        if ('reason' in brought) failed.push({ syllabus: syllabus.id, reason: brought.reason });
        else yield rowOf(syllabus, await codeOf(api, codes, syllabus.subject_id), brought);
      }
    }
  }

  try {
    const syllabi = await writeCsv(join(folder, 'syllabi.csv'), header, rows());
    return { syllabi, downloaded: fetcher.downloaded, kept: fetcher.kept, failed };
  } finally {
    progress.stop();
  }
}

const rowOf = ({ instructor, term, year, section }: Syllabus, code: string, { path, file }: Exclude<Brought, { reason: string }>): (string | number | null)[] =>
  [path, cellOf(code), cellOf(instructor ?? ''), cellOf(term ?? ''), year, cellOf(section ?? ''), file.file_size, file.sha256];

/** The code of a subject, also of one that was made after the subjects were listed. */
async function codeOf(api: Api, codes: Map<number, string>, subject: number): Promise<string> {
  const known = codes.get(subject) ?? (await api.call(subjectContract.operations.get, { id: subject })).code;
  codes.set(subject, known);
  return known;
}
