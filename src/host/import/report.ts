import { csvLine } from '../cli/csv-line.ts';
import { TextFile } from '../cli/text-file.ts';
import type { Finding } from './outcome.ts';

const columns = ['row', 'line', 'item', 'kind', 'reason'] as const;

/** A report that takes any number of findings; in JSON if its name ends so, else in CSV. */
export class ReportFile {
  readonly #file: TextFile;
  readonly #json: boolean;
  #findings = 0;

  private constructor(path: string) {
    this.#file = new TextFile(path);
    this.#json = path.toLowerCase().endsWith('.json');
  }

  /** Begins the file, in place of one that was there. */
  static async open(path: string): Promise<ReportFile> {
    const report = new ReportFile(path);
    await report.#file.write(report.#json ? '[' : csvLine(columns));
    return report;
  }

  async add(finding: Finding): Promise<void> {
    const separator = this.#findings++ === 0 ? '\n' : ',\n';
    await this.#file.write(this.#json ? `${separator}  ${JSON.stringify(finding)}` : csvLine(columns.map(column => finding[column])));
  }

  async close(): Promise<void> {
    if (this.#json) await this.#file.write(this.#findings === 0 ? ']\n' : '\n]\n');
    await this.#file.close();
  }
}
