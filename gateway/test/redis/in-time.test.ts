import { expect, test } from '@jest/globals';
import { inTime } from '../../redis/in-time.ts';

const never = new Promise<never>(() => undefined);

/** Keeps this process from everything else for so many milliseconds. */
function busy(time: number): void {
  const end = performance.now() + time;
  while (performance.now() < end);
}

test('What does not come in time is given up; what comes, or fails, is passed on.', async () => {
  await expect(inTime(never, 20)).rejects.toThrow('There was no answer within 20 ms.');
  expect(await inTime(Promise.resolve('answer'), 20)).toBe('answer');
  await expect(inTime(Promise.reject(new Error('refused')), 20)).rejects.toThrow('refused');
});

test('An answer that waits while this process is busy is no late one.', async () => {
  const before = inTime(new Promise<string>(resolve => { setTimeout(() => setImmediate(resolve, 'answer'), 21); }), 20);
  busy(60);
  expect(await before).toBe('answer');
  // Busy in the second half: the answer is read after the timers, as from a socket.
  const after = inTime(new Promise<string>(resolve => {
    setTimeout(() => setImmediate(() => {
      busy(60);
      setImmediate(resolve, 'answer');
    }), 12);
  }), 20);
  expect(await after).toBe('answer');
});
