import { expect, test } from '@jest/globals';
import { canonicalParameters, wantsAnswerAnew } from '../../cache/index.ts';
import { key } from './workbench.ts';

test('Operation, parameters, variant and principal each make another key, however they are put together.', () => {
  const keys = [
    key(), key({ operation: 'thing.list' }), key({ parameters: '/things/2' }), key({ variant: 'gzip' }), key({ principal: 'user:1' }),
    key({ variant: 'a","b', principal: 'c' }), key({ variant: 'a', principal: 'b","c' }),
  ];
  expect(new Set(keys.map(({ text }) => text)).size).toBe(keys.length);
  expect(key()).toEqual(key());
  expect(key().module).toBe('thing');
});

test.each([
  ['/things/', '', '/things'],
  ['/things', 'b=2&a=1', '/things?a=1&b=2'],
  ['/things', 'a=2&b=1&a=1', '/things?a=2&a=1&b=1'],
  ['/things', 'a=%31', '/things?a=%31'],
  ['/things', 'ab=1&a=2', '/things?a=2&ab=1'],
])('%s?%s is %s.', (path, query, canonical) => {
  expect(canonicalParameters(path, query)).toBe(canonical);
});

test('Parameters of one name keep their order: another order may mean something else.', () => {
  expect(canonicalParameters('/x', 'a=1&a=2')).not.toBe(canonicalParameters('/x', 'a=2&a=1'));
});

test('A client may ask for an answer that is not a copy.', () => {
  expect(['no-cache', 'max-age=0', 'No-Store', 'max-stale, no-cache'].map(wantsAnswerAnew)).toEqual([true, true, true, true]);
  expect([undefined, '', 'max-age=60', 'max-stale', 'max-age=01'].map(wantsAnswerAnew)).toEqual([false, false, false, false, false]);
});
