import { expect, test } from '@jest/globals';
import { Absence } from '../../discovery/absence.ts';

test('A registry that is away is told of at the second failure in a row, and its return once, each time anew.', () => {
  const told: string[] = [];
  const absence = new Absence('subject', 'nothing is lost', ({ action }) => told.push(action));
  const [away, back] = ['registry.away', 'registry.back'];
  absence.failed(new Error('1'));
  absence.answered();
  absence.failed(new Error('1'));
  absence.answered();
  expect(told).toEqual([]);
  for (const number of ['1', '2', '3']) absence.failed(new Error(number));
  expect(told).toEqual([away]);
  absence.answered();
  absence.answered();
  expect(told).toEqual([away, back]);
  for (const number of ['1', '2']) absence.failed(new Error(number));
  absence.answered();
  expect(told).toEqual([away, back, away, back]);
});
