import { rename } from 'node:fs/promises';
import { csvLine } from '../cli/csv-line.ts';
import { TextFile } from '../cli/text-file.ts';

type Cell = string | number | null;

/** Writes a CSV file that stands under its name only when it is whole. */
export async function writeCsv(path: string, header: readonly string[], rows: AsyncIterable<readonly Cell[]>): Promise<number> {
  const file = new TextFile(`${path}.part`);
  let count = 0;
  try {
    await file.write(csvLine(header));
    for await (const row of rows) {
      await file.write(csvLine(row));
      count++;
    }
  } finally {
    await file.close();
  }
  await rename(`${path}.part`, path);
  return count;
}
