import { outcomes, type Finding, type Outcome } from './outcome.ts';
import { ReportFile } from './report.ts';

/** Findings that are shown; the report has all. */
const shown = 20;

/** Counts what became of the rows and keeps the findings: the first few to show, all of them in the report. */
export class Tally {
  readonly counts: Record<Outcome, number> = { added: 0, updated: 0, changed: 0, unchanged: 0, refused: 0 };
  readonly first: Record<Finding['kind'], Finding[]> = { refused: [], changed: [], updated: [], note: [] };
  rows = 0;
  notes = 0;
  readonly #report: ReportFile | undefined;

  private constructor(report: ReportFile | undefined) {
    this.#report = report;
  }

  /** `report` is a path, or undefined for no report. */
  static async open(report: string | undefined): Promise<Tally> {
    return new Tally(report === undefined ? undefined : await ReportFile.open(report));
  }

  get total(): number {
    return outcomes.reduce((sum, outcome) => sum + this.counts[outcome], 0);
  }

  async count(outcome: Outcome, finding?: Omit<Finding, 'kind'>): Promise<void> {
    this.counts[outcome]++;
    if (finding && outcome !== 'added' && outcome !== 'unchanged') await this.#keep({ ...finding, kind: outcome });
  }

  async note(finding: Omit<Finding, 'kind'>): Promise<void> {
    this.notes++;
    await this.#keep({ ...finding, kind: 'note' });
  }

  async close(): Promise<void> {
    await this.#report?.close();
  }

  async #keep(finding: Finding): Promise<void> {
    if (this.first[finding.kind].length < shown) this.first[finding.kind].push(finding);
    await this.#report?.add(finding);
  }
}
