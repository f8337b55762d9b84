import { expect, test } from '@jest/globals';
import { StreamTokens } from '../../ofrep/index.ts';

const minute = 60_000, now = Date.UTC(2026, 10, 29, 12, 1);
const key = Buffer.alloc(32, 1), other = Buffer.alloc(32, 2);

test('A token of an event stream ends within ten minutes, and is the same for a while, so that entity tags last.', () => {
  const tokens = new StreamTokens([key]);
  const token = tokens.issue('key:0123456789ab', now);
  expect(tokens.issue('key:0123456789ab', now + 3 * minute)).toBe(token);
  expect(tokens.issue('key:0123456789ab', now + 5 * minute)).not.toBe(token);
  expect(tokens.verify(token, now)).toBeDefined();
  expect(tokens.verify(token, now + 5 * minute)).toBe(tokens.verify(token, now));
  expect(tokens.verify(token, now + 10 * minute)).toBeUndefined();
  expect(tokens.verify(token, now - 5 * minute)).toBeUndefined();
});

test('It is bound to who asked for it without saying who that is, and to the keys of the deployment.', () => {
  const tokens = new StreamTokens([key]);
  const token = tokens.issue('user:ada@example.edu', now);
  expect(token).not.toContain('ada');
  expect(tokens.verify(token, now)).not.toBe(tokens.verify(tokens.issue('user:ben@example.edu', now), now));
  expect(new StreamTokens([other]).verify(token, now)).toBeUndefined();
  expect(new StreamTokens([other, key]).verify(token, now)).toBeDefined();
  for (const forged of ['', 'a', `${token}a`, token.slice(0, -1), token.replace(/^./, 'z'), `${token.slice(0, -2)}AA`, token.replace('.', '..')]) expect(tokens.verify(forged, now)).toBeUndefined();
});
