import type { gatewayContract } from '@aurora/gateway/contract';
import type { OutputOf, Placement } from '@aurora/kernel';

type Reports = OutputOf<typeof gatewayContract.operations.getTries>['items'];
type Report = Reports[number];

/** Tries of one operation on one side. */
export interface Counts {
  tries: number;
  failed: number;
  /** Answers by bucket of latency. */
  readonly latencies: Map<number, number>;
}

export type SideCounts = ReadonlyMap<string, Counts>;

const noCounts = (): Counts => ({ tries: 0, failed: 0, latencies: new Map() });

function add(counts: Map<string, Counts>, operation: string, { failed, latencies, tries }: Report['sides']['service'][string], sign: 1 | -1): void {
  let sum = counts.get(operation);
  if (!sum) counts.set(operation, sum = noCounts());
  sum.tries += sign * tries;
  sum.failed += sign * failed;
  for (const [bucket, answers] of latencies) sum.latencies.set(bucket, (sum.latencies.get(bucket) ?? 0) + sign * answers);
}

/**
 * What gateways have tried of a module since one began to look. Each process of a gateway tells of all that it has counted since its own start;
 * of one that is new to us, what it had counted before is left out.
 */
export class CountedTries {
  readonly #last = new Map<string, Report>();
  #late = 0;
  #before: SideCounts = new Map();
  readonly #sides: Readonly<Record<Placement, Map<string, Counts>>> = { monolith: new Map(), service: new Map() };

  /** Milliseconds that the slowest of the gateways adds to a latency itself, as of the last look. */
  get late(): number {
    return this.#late;
  }

  /** Takes in what all processes tell now. */
  take(reports: Reports): void {
    this.#late = Math.max(0, ...reports.map(({ late }) => late));
    for (const report of reports) {
      const last = this.#last.get(report.gateway);
      if (last) {
        for (const side of ['monolith', 'service'] as const) {
          for (const [operation, tried] of Object.entries(report.sides[side])) add(this.#sides[side], operation, tried, 1);
          for (const [operation, tried] of Object.entries(last.sides[side])) add(this.#sides[side], operation, tried, -1);
        }
      }
      this.#last.set(report.gateway, report);
    }
  }

  /** Begins a step: under another load both sides answer in another time. How fast the monolith was until now is kept until the next. */
  beginStep(): void {
    this.#before = new Map([...this.#sides.monolith].map(([operation, counts]) => [operation, { ...counts, latencies: new Map(counts.latencies) }]));
    this.forgetLatencies();
  }

  /** Forgets how fast both sides have answered in this step. */
  forgetLatencies(): void {
    for (const side of Object.values(this.#sides)) for (const { latencies } of side.values()) latencies.clear();
  }

  /** The monolith, with its latencies in the step before this. */
  get before(): SideCounts {
    return this.#before;
  }

  of(side: Placement): SideCounts {
    return this.#sides[side];
  }
}

/** Tries of all operations together. */
export function totalOf(counts: SideCounts): { readonly tries: number; readonly failed: number } {
  let [tries, failed] = [0, 0];
  for (const count of counts.values()) {
    tries += count.tries;
    failed += count.failed;
  }
  return { tries, failed };
}
