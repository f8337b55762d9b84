import { describe, expect, test } from '@jest/globals';
import { explained } from './figures.ts';
import { longestPause, quantile } from './measures.ts';

describe('the longest pause in writes', () => {
  const write = (due: number, ended: number): { due: number; ended: number } => ({ due, ended });

  test('is none where none was wanted', () => {
    expect(longestPause([], 100)).toBe(0);
    expect(longestPause([write(0, 5), write(900, 904)], 1_000)).toBe(5);
  });

  test('begins with the last acknowledgement where another is wanted already, and with the wish where not', () => {
    expect(longestPause([write(0, 10), write(5, 260), write(100, 270)], 1_000)).toBe(250);
    expect(longestPause([write(0, 10), write(100, 260), write(120, 270)], 1_000)).toBe(160);
  });

  test('goes on to the end where a write was never acknowledged', () => {
    expect(longestPause([write(0, 10), write(400, Infinity)], 1_000)).toBe(600);
  });

  test('ends with any write: one that hangs beside others that go on is no pause', () => {
    expect(longestPause([write(0, 1_000), write(100, 110), write(200, 210), write(990, 995)], 1_000)).toBe(785);
    expect(longestPause([write(0, 1_000), ...Array.from({ length: 99 }, (_, index) => write(index * 10, index * 10 + 10))], 1_000)).toBe(10);
  });
});

test('a quantile is a value that was seen', () => {
  const values = Array.from({ length: 100 }, (_, index) => 100 - index);
  expect([quantile(values, 0.5), quantile(values, 0.99), quantile(values, 1), quantile([7], 0.5), quantile([], 0.5)]).toEqual([50, 99, 100, 7, undefined]);
});

test('a kill explains what was under way, and what came before the process was back; a killed command explains nothing', () => {
  const kills = [{ name: 'monolith', at: 1_000, back: 2_000 }];
  expect(explained({ begun: 900, ended: 1_001 }, kills)).toBe(true);
  expect(explained({ begun: 1_500, ended: 1_501 }, kills)).toBe(true);
  expect(explained({ begun: 900, ended: 950 }, kills)).toBe(false);
  expect(explained({ begun: 9_000, ended: 9_001 }, kills)).toBe(false);
  expect(explained({ begun: 1_500, ended: 1_501 }, [{ ...kills[0]!, name: 'command' }])).toBe(false);
});
