import { randomUUID } from 'node:crypto';
import type { Placement } from '@aurora/kernel';
import { bucketOfLatency, latencyBuckets } from './latency-buckets.ts';
import { Stalls } from './stalls.ts';

/** Tries of one operation on one side. */
export interface OperationTries {
  readonly tries: number;
  /** Of those, the ones without an answer, and those answered with 500 or above. */
  readonly failed: number;
  /** Answers by latency: `[bucket, answers]`, in the order of the buckets; see `endOfBucket`. */
  readonly latencies: [bucket: number, answers: number][];
}

/** What one gateway has tried of one module, since it was started. */
export interface TriesReport {
  /** Another one after each start: counts begin anew then. */
  readonly gateway: string;
  /** By side and operation. */
  readonly sides: Record<Placement, Record<string, OperationTries>>;
  /** Callers whose requests have gone to the service after the time that was asked for; beyond ten thousand no more are told apart. */
  readonly principals: number;
  /** Milliseconds by which this process is late itself at most nine times in ten. */
  readonly late: number;
}

interface Counted {
  tries: number;
  failed: number;
  readonly latencies: Uint32Array;
}

interface ModuleTries {
  readonly sides: Readonly<Record<Placement, Map<string, Counted>>>;
  /** When each caller's last request went to the service, milliseconds since the epoch. */
  readonly principals: Map<string, number>;
}

/** Milliseconds from which it matters whether this process has stood still, and the share of the time from which that spoils what was measured. */
const long = 100, spoilt = 0.2;

/** Callers that are told apart. */
const most = 10_000;

/** Counts each try of a request on either side of a module, whatever becomes of the request: what was repeated or answered by the other side instead hides nothing. */
export class Tries {
  readonly #gateway = randomUUID();
  readonly #modules = new Map<string, ModuleTries>();
  readonly #stalls = new Stalls();

  /**
   * `operation` as in `subject.get`; `milliseconds` until the answer began. What took long because this process stood still is not counted: it says
   * nothing of either side.
   */
  count(module: string, side: Placement, operation: string, failed: boolean, milliseconds: number): void {
    if (milliseconds > long && this.#stalls.since(performance.now() - milliseconds) > spoilt * milliseconds) return;
    const { sides } = this.#module(module);
    let counted = sides[side].get(operation);
    if (!counted) sides[side].set(operation, counted = { tries: 0, failed: 0, latencies: new Uint32Array(latencyBuckets) });
    counted.tries += 1;
    if (failed) counted.failed += 1;
    else counted.latencies[bucketOfLatency(milliseconds)]! += 1;
  }

  /** A client's request goes to the module's service. */
  sent(module: string, principal: string): void {
    const { principals } = this.#module(module);
    if (principals.size < most || principals.has(principal)) principals.set(principal, Date.now());
  }

  /** `since`: of the callers, those that have asked after it; milliseconds since the epoch. */
  report(module: string, since: number): TriesReport {
    const { principals, sides } = this.#module(module);
    return {
      gateway: this.#gateway, sides: { monolith: shown(sides.monolith), service: shown(sides.service) },
      principals: [...principals.values()].filter(last => last >= since).length, late: this.#stalls.lateness,
    };
  }

  #module(module: string): ModuleTries {
    let known = this.#modules.get(module);
    if (!known) this.#modules.set(module, known = { sides: { monolith: new Map(), service: new Map() }, principals: new Map() });
    return known;
  }
}

const shown = (counted: ReadonlyMap<string, Counted>): Record<string, OperationTries> => Object.fromEntries([...counted].map(([operation, { failed, latencies, tries }]) =>
  [operation, { tries, failed, latencies: [...latencies].map((answers, bucket): [number, number] => [bucket, answers]).filter(([, answers]) => answers > 0) }]));
