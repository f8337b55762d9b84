import { expect, test } from '@jest/globals';
import { KnownInstances } from '../../discovery/known-instances.ts';
import { at } from './bench.ts';

const [a, b, c] = [at('a'), at('b'), at('c')];
const start = Date.parse('2026-03-01T09:30:00Z');

test('An entry that goes while others stay is gone at once.', () => {
  const known = new KnownInstances([]);
  expect(known.list([b, a], true, start)).toBe(true);
  expect(known.all).toEqual([a, b]);
  expect(known.list([b], false, start)).toBe(true);
  expect(known.all).toEqual([b]);
  expect(known.nextGoes).toBeUndefined();
});

test('Entries that all go at once stay for one lease more.', () => {
  const known = new KnownInstances([a, b]);
  expect(known.list([], false, start)).toBe(false);
  expect(known.list([], false, start + 3_000)).toBe(false);
  expect([known.all, known.nextGoes]).toEqual([[a, b], start + 5_000]);
  expect(known.settle(start + 4_999)).toBe(false);
  expect(known.settle(start + 5_000)).toBe(true);
  expect([known.all, known.nextGoes]).toEqual([[], undefined]);
});

test('Entries that are missing when the registry is back stay for one lease, and what is listed again is in no doubt.', () => {
  const known = new KnownInstances([a, b, c]);
  expect(known.list([c], true, start)).toBe(false);
  expect(known.list([b, c], false, start + 1_000)).toBe(false);
  expect(known.all).toEqual([a, b, c]);
  expect(known.settle(start + 5_000)).toBe(true);
  expect([known.all, known.nextGoes]).toEqual([[b, c], undefined]);
  expect(known.list([c], false, start + 5_001)).toBe(true);
});

test('What has been in doubt for long enough goes with the next list, too.', () => {
  const known = new KnownInstances([a, b]);
  expect(known.list([b], true, start)).toBe(false);
  expect(known.list([b], false, start + 5_000)).toBe(true);
  expect([known.all, known.nextGoes]).toEqual([[b], undefined]);
});

test('An instance that has moved is known by its new address at once.', () => {
  const known = new KnownInstances([a]);
  const moved = { ...a, url: 'http://elsewhere.example' };
  expect(known.list([moved], true, start)).toBe(true);
  expect(known.all).toEqual([moved]);
});
