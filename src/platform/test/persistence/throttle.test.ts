import { setImmediate } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Pace, Throttle } from '@aurora/platform/persistence';

const note = (pace: Pace, milliseconds: number): void => { for (let time = 0; time < 500; time += 1) pace.note(milliseconds); };

/** Whether work rests after a piece; the rest is cut short. */
async function rests(throttle: Throttle): Promise<boolean> {
  const stopping = new AbortController();
  let over = false;
  const resting = throttle.rest(stopping.signal).then(() => { over = true; });
  await setImmediate();
  const rested = !over;
  stopping.abort();
  await resting;
  return rested;
}

test('work rests while transactions take much longer than before it began, and only then', async () => {
  const pace = new Pace();
  note(pace, 2);
  const throttle = new Throttle(pace);
  expect(await rests(throttle)).toBe(false);
  note(pace, 5);
  expect(await rests(throttle)).toBe(false);
  note(pace, 40);
  expect(await rests(throttle)).toBe(true);
  note(pace, 2);
  // Half as long each time, until there is none.
  while (await rests(throttle));
});

test('work does not rest where it is not known how long transactions took before', async () => {
  const pace = new Pace();
  const throttle = new Throttle(pace);
  note(pace, 40);
  expect(await rests(throttle)).toBe(false);
});
