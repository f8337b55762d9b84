import { describe, expect, test } from '@jest/globals';
import { Random } from '@aurora/test/random';
import { CountedTries } from '../extraction/counted-tries.ts';
import { defaultPlan } from '../extraction/plan.ts';
import { judge, type Verdict } from '../extraction/verdict.ts';

type Reports = Parameters<CountedTries['take']>[0];
type Side = Reports[number]['sides']['service'];

/** How one side answers. */
interface Manner {
  /** Share of the tries that fail. */
  readonly failing: number;
  /** Milliseconds that half of the answers take at most; one in ten takes three times as long. */
  readonly median: number;
  /** Share of the answers that take a hundred milliseconds more. */
  readonly slow?: number;
}

const bucketOf = (milliseconds: number): number => Math.max(0, Math.ceil(Math.log(milliseconds / 0.25) / Math.log(1.25)));

/** All that a gateway has counted of one side, which grows with each look. */
class Counted {
  readonly #manner: Manner;
  readonly #random: Random;
  readonly #latencies = new Map<number, number>();
  #tries = 0;
  #failed = 0;

  constructor(manner: Manner, random: Random) {
    this.#manner = manner;
    this.#random = random;
  }

  more(tries: number): Side {
    const { failing, median, slow = 0 } = this.#manner;
    for (let number = 0; number < tries; number += 1) {
      this.#tries += 1;
      if (this.#random.chance(failing)) this.#failed += 1;
      else {
        const spread = 3 ** (this.#random.next() ** 4 * 2) * (0.7 + this.#random.next() * 0.6);
        const bucket = bucketOf(median * spread + (this.#random.chance(slow) ? 100 : 0));
        this.#latencies.set(bucket, (this.#latencies.get(bucket) ?? 0) + 1);
      }
    }
    return { 'subject.get': { tries: this.#tries, failed: this.#failed, latencies: [...this.#latencies] } };
  }
}

const allTheSame = { same: 1_000, different: 0, unsteady: 0, race: 0, failed: 0, dropped: 0 };

/** What is told at each of many looks, with a hundred more tries of each side at each. */
function* looks(seed: number, monolith: Manner, service: Manner, most = 80): Generator<Verdict['is']> {
  const random = new Random(seed);
  const [here, there] = [new Counted(monolith, random), new Counted(service, random)];
  const tries = new CountedTries();
  const take = (count: number): void => tries.take([{ gateway: 'one', sides: { monolith: here.more(count), service: there.more(count) }, principals: 9, late: 0 }]);
  take(0);
  for (let look = 0; look < most; look += 1) {
    take(100);
    yield judge(tries, allTheSame, defaultPlan, 50).is;
  }
}

const runs = Array.from({ length: 50 }, (_, seed) => seed + 1);
const good: Manner = { failing: 0.001, median: 4 };

/** What is told first, that is not open. */
const decided = (service: Manner) => runs.map(seed => looks(seed, good, service, 300).find(is => is !== 'open'));

describe('of fifty services that are judged after each hundred tries,', () => {
  test('none that is as good is ever found worse, and all are found well', () => {
    for (const seed of runs) {
      const all = [...looks(seed, good, good)];
      expect(all).not.toContain('worse');
      expect(all.at(-1)).toBe('well');
    }
  });

  test('none that is slower by its way is ever found worse, and all are found well', () => {
    for (const seed of runs) {
      const all = [...looks(seed, good, { ...good, median: 12 })];
      expect(all).not.toContain('worse');
      expect(all.at(-1)).toBe('well');
    }
  });

  test('all that fail for one in a hundred more are found worse before they are found well', () => {
    expect(new Set(decided({ ...good, failing: 0.011 }))).toEqual(new Set(['worse']));
  });

  test('all that are slow for a fifth of their answers are found worse before they are found well', () => {
    expect(new Set(decided({ ...good, slow: 0.2 }))).toEqual(new Set(['worse']));
  });
});

test('one answer that differs is enough, and so are more unsteady ones than there may be', () => {
  const tries = new CountedTries();
  expect(judge(tries, { ...allTheSame, different: 1 }, defaultPlan, 0)).toEqual({ is: 'worse', why: expect.stringContaining('one read was answered differently') });
  expect(judge(tries, { ...allTheSame, unsteady: 30 }, defaultPlan, 0)).toEqual({ is: 'worse', why: expect.stringContaining('at times') });
});

test('a bunch of failures among few tries says nothing yet', () => {
  const tries = new CountedTries();
  const side = (count: number, failed: number): Side => ({ 'subject.get': { tries: count, failed, latencies: count > failed ? [[10, count - failed]] : [] } });
  for (const [count, failed] of [[0, 0], [5, 5]] as const) tries.take([{ gateway: 'one', sides: { monolith: side(0, 0), service: side(count, failed) }, principals: 9, late: 0 }]);
  expect(judge(tries, allTheSame, defaultPlan, 50).is).toBe('open');
  tries.take([{ gateway: 'one', sides: { monolith: side(0, 0), service: side(60, 60) }, principals: 9, late: 0 }]);
  expect(judge(tries, allTheSame, defaultPlan, 50).is).toBe('worse');
});
