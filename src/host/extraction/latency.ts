import type { Counts, SideCounts } from './counted-tries.ts';

/** As the gateway's buckets are: the first reaches to a quarter of a millisecond, each next one a quarter further. */
const first = 0.25, growth = 1.25;

const endOf = (bucket: number): number => first * growth ** bucket;

const answersOf = ({ latencies }: Counts): number => [...latencies.values()].reduce((sum, answers) => sum + answers, 0);

/** Milliseconds that a share of the answers took at most; undefined where there are none. */
export function quantile(counts: Counts, share: number): number | undefined {
  const answers = answersOf(counts);
  if (answers === 0) return undefined;
  let passed = 0;
  for (const bucket of [...counts.latencies.keys()].sort((a, b) => a - b)) {
    passed += counts.latencies.get(bucket)!;
    if (passed >= share * answers) return endOf(bucket);
  }
  return undefined;
}

/** The same over all operations together. */
export function quantileOfAll(counts: SideCounts, share: number): number | undefined {
  const latencies = new Map<number, number>();
  for (const count of counts.values()) for (const [bucket, answers] of count.latencies) latencies.set(bucket, (latencies.get(bucket) ?? 0) + answers);
  return quantile({ tries: 0, failed: 0, latencies }, share);
}

/** Answers of the monolith that an operation needs before it can say what is slow. */
const enough = 30;

/** How much slower than this share of the monolith's answers an answer must be to be slow, besides the way: twice. */
const usual = 0.9, times = 2;

/** Answers that were slow, of those of which that can be said. */
export interface Slow {
  readonly answers: number;
  readonly slow: number;
}

/** The monolith's answers to one operation, in this step and in the one before, as far as each are enough to go by. */
const ownOf = (operation: string, monolith: readonly SideCounts[]): readonly Counts[] => monolith.flatMap(counts => counts.get(operation) ?? []).filter(counts => answersOf(counts) >= enough);

/**
 * Answers of both sides that were slow: longer than twice what nine tenths of the monolith's answers to the same operation took at most, and
 * `hop` milliseconds for the way. `monolith` is its answers in this step and in the one before, of which the slower are the measure: those of this
 * step may all come from reads that were repeated while there was nothing else to do. Operations of which it has answered too few are left out.
 */
export function slowAnswers(monolith: readonly SideCounts[], service: SideCounts, hop: number): { readonly monolith: Slow; readonly service: Slow } {
  const sums = { monolith: { answers: 0, slow: 0 }, service: { answers: 0, slow: 0 } };
  for (const operation of new Set(monolith.flatMap(counts => [...counts.keys()]))) {
    const own = ownOf(operation, monolith);
    if (own.length === 0) continue;
    const limit = times * Math.max(...own.map(counts => quantile(counts, usual)!)) + hop;
    for (const [side, all] of [['monolith', own], ['service', [service.get(operation)]]] as const) {
      for (const [bucket, answers] of all.flatMap(counts => [...(counts?.latencies ?? [])])) {
        sums[side].answers += answers;
        if (endOf(bucket) > limit * growth) sums[side].slow += answers;
      }
    }
  }
  return sums;
}
