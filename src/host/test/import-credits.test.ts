import { describe, expect, test } from '@jest/globals';
import { readCredits } from '../import/credits.ts';

describe('credits are read', () => {
  const fixed: [string, number][] = [
    ['3', 3], ['3.0', 3], ['3.000', 3], ['0.5', 0.5], ['.5', 0.5], ['1,5', 1.5], ['0 hours.', 0], ['3 hours.', 3], ['3cr.', 3], ['(3)', 3],
    ['3 Semester Hours', 3], ['6 ECTS', 6], ['6 crédits', 6], ['7,5 hp', 7.5], ['4 units', 4], ['１', 1],
  ];
  test.each(fixed)('%s', (text, credits) => {
    expect(readCredits(text)).toEqual({ credits, credits_max: null });
  });

  const ranges: [string, number, number][] = [
    ['1 TO 4 hours.', 1, 4], ['3 OR 4 hours.', 3, 4], ['4 or 3', 3, 4], ['0 TO 16 hours.', 0, 16], ['1-4', 1, 4], ['1 – 4 credits', 1, 4], ['1,5-3', 1.5, 3],
    ['2, 3 or 4', 2, 4], ['2, 3, or 4 hours', 2, 4], ['3 hrs. or 4 hrs.', 3, 4], ['1 through 3 units', 1, 3], ['2 bis 4 Punkte', 2, 4],
  ];
  test.each(ranges)('%s', (text, credits, credits_max) => {
    expect(readCredits(text)).toEqual({ credits, credits_max });
  });

  test.each(['variable', 'Variable credit', 'VARIES', 'N/A', 'tba', '-', ''])('%s states no number', text => {
    expect(readCredits(text)).toEqual({ credits: null, credits_max: null });
  });
});

describe('credits are not guessed', () => {
  test.each(['up to 4', '3 weekly', '3+1', '3/4', '1-2-3', '4 to 1', '1,500', '12.345', '1001', '-3', '1e3', '3 hours lecture, 1 hour lab', '1 5', '½', 'three'])('%s', text => {
    expect(readCredits(text)).toBeUndefined();
  });
});
