import { describe, expect, test } from '@jest/globals';
import { RetryBudget } from '@aurora/platform/resilience';

/** A budget on a clock of its own. */
function budget(): { readonly budget: RetryBudget; pass(seconds: number): void; requests(number: number): void; taken(): number } {
  let now = 1_000_000;
  const made = new RetryBudget(() => now);
  return {
    budget: made, pass: seconds => { now += seconds * 1000; },
    requests: number => { for (let each = 0; each < number; each += 1) made.request(); },
    taken: () => { let taken = 0; while (taken < 10_000 && made.take()) taken += 1; return taken; },
  };
}

describe('a budget of repeats', () => {
  test('is three, however few requests there are', () => {
    expect(budget().taken()).toBe(3);
  });

  test('is a fifth of the requests of the last ten seconds', () => {
    const { requests, taken, pass } = budget();
    requests(50);
    pass(9);
    requests(50);
    expect(taken()).toBe(20);
    pass(2);
    // The first fifty are forgotten, the repeats are not: they were made later.
    expect(taken()).toBe(0);
    pass(9);
    requests(5);
    expect(taken()).toBe(3);
  });

  test('starts anew after a time without anything, however long', () => {
    const { requests, taken, pass } = budget();
    requests(1_000);
    expect(taken()).toBe(200);
    pass(3_600);
    expect(taken()).toBe(3);
  });
});
