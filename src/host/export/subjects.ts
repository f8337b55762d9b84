import { subjectContract, type Subject } from '@aurora/subject/contract';
import type { Api } from '../cli/api.ts';
import { pagesOf } from '../cli/pages.ts';
import { Interrupted } from '../cli/retry.ts';
import { cellOf } from '../import/cleaning.ts';
import { writeCsv } from './csv-file.ts';

const header = ['code', 'name', 'description', 'department', 'credits', 'credits_max'];

/** Writes all subjects as `import subjects` reads them. Gives the code of each by its id. */
export async function exportSubjects(api: Api, path: string, signal: AbortSignal): Promise<Map<number, string>> {
  const codes = new Map<number, string>();
  async function* rows(): AsyncGenerator<(string | number | null)[]> {
    for await (const page of pagesOf(api, subjectContract.operations.list, {})) {
      if (signal.aborted) throw new Interrupted();
      for (const subject of page) {
        codes.set(subject.id, subject.code);
        yield rowOf(subject);
      }
    }
  }
  await writeCsv(path, header, rows());
  return codes;
}

const rowOf = ({ code, name, description, department, credits, credits_max }: Subject): (string | number | null)[] =>
  [cellOf(code), cellOf(name), cellOf(description ?? ''), cellOf(department ?? ''), credits, credits_max];
