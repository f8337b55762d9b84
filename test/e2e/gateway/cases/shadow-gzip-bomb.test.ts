import { expect, test } from '@jest/globals';
import { patience } from '../../served.ts';
import { BesideScripted } from './beside-scripted.ts';
import { growthDuring } from './memory.ts';

const GiB = 2 ** 30, most = 64 * 2 ** 20;
const both = new BesideScripted();

test.each<[string, bytes: number, results: object, difference: string]>([
  ['1 GiB in 1 MB', GiB, { different: 1 }, 'too large body'],
  ['10 GiB in 10 MB', 10 * GiB, { failed: 1 }, 'failed answer'],
])('53 a gzip bomb of the other side, %s, is not unpacked, and is told', async (_, bytes, results, difference) => {
  const plain = await both.bytes();
  await both.place({ service: 0, shadow: 100 });
  await both.service.behave({ kind: 'gzip-bomb', bytes }, '/subjects');
  const compared = both.bytes().then(async answer => {
    expect(answer).toBe(plain);
    return both.compared();
  });
  expect(await growthDuring(both.monolith, compared)).toBeLessThan(most);
  const { results: found, differences } = await compared;
  expect({ found, differences: differences[0] }).toEqual({ found: results, differences: expect.arrayContaining([difference]) });
  expect(await both.seen()).toMatchObject([{ method: 'GET', target: both.path }, { method: 'GET', target: both.path }]);
  // A copy of this read would come to its end in the next test.
  await both.place({ service: 0 });
  expect(await both.bytes()).toBe(plain);
}, patience);
