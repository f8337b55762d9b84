import { describe, expect, test } from '@jest/globals';
import { onEachDatabase } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { shortRun } from './short.ts';

const patience = 240_000;

onEachDatabase('a holder', ({ engine }) => {
  test('that stands still with a transaction to be committed is followed by another, and commits nothing', async () => {
    const figures = await shortRun('stop', engine, 'process', { times: 1 });
    expect(figures['right before a commit']).toBe(1);
    // There it holds the whole file, and its lock ends with it.
    expect(figures['ended by who took over']).toBe(engine === 'sqlite' && process.platform === 'linux' ? 1 : 0);
  }, patience);

  // Each kind once: `npm run faults` has both on both.
  test.each([engine === 'sqlite' ? 'throw' : 'die'])('of a handler that does %s at the events of one aggregate lets that one wait alone', async kind => {
    const figures = await shortRun('poison', engine, 'process', { events: 40, times: 3 }, kind);
    expect(figures['events waited']).toBeGreaterThan(0);
    if (kind === 'die') expect(figures['hosts died of it']).toBeGreaterThanOrEqual(3);
  }, patience);
});

describeWith('mariadb', 'a server', () => {
  test('that is killed under load loses nothing', async () => {
    const figures = await shortRun('database', 'mariadb', 'process', { times: 1, events: 100 });
    expect(figures['restarts']).toBe(1);
    expect(figures['effects']).toBe(figures['events']);
  }, patience);
});

describe('the checks', () => {
  describeWith('mariadb', 'of a run', () => {
    test('catch a reader of `seq > last`, which loses events without any fault', async () => {
      const figures = await shortRun('naive', 'mariadb', 'process', { events: 1_000 });
      expect(figures['lost']).toBeGreaterThan(0);
    }, patience);
  });
});
