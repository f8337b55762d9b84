import { expect, test } from '@jest/globals';
import { onEachDatabase } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { OwnRabbitMq } from '../running/own-rabbitmq.ts';
import { shortRun } from './short.ts';

const patience = 240_000;

onEachDatabase('under load', ({ engine }) => {
  // The long runs have all pipes on both engines: `npm run faults`.
  test.each(engine === 'sqlite' ? ['process', 'http'] as const : ['process'] as const)('hosts are killed, and nothing is lost, doubled or out of order: %s', async pipe => {
    const figures = await shortRun('kill', engine, pipe, { times: 2, events: 100 });
    expect(figures['kills']).toBe(2);
    expect(figures['effects']).toBe(figures['events']);
    expect(figures['events']).toBeGreaterThanOrEqual(100);
  }, patience);

  test('the pipe is switched, and nothing is lost or doubled', async () => {
    const figures = await shortRun('switch', engine, 'process', { times: 2, events: 40 });
    expect(figures['switches']).toBe(2);
    expect(figures['effects']).toBe(figures['events']);
  }, patience);
});

describeWith('rabbitmq', 'through a broker of its own, under load', () => {
  const where = OwnRabbitMq.installed ? test : test.skip;

  where('hosts are killed, and nothing is lost, doubled or out of order', async () => {
    const figures = await shortRun('kill', 'sqlite', 'rabbitmq', { times: 2, events: 100 });
    expect(figures['effects']).toBe(figures['events']);
  }, patience);

  where('the broker is killed, connections are cut, and nothing is lost or doubled', async () => {
    const figures = await shortRun('broker', 'sqlite', 'rabbitmq', { times: 3, events: 60 });
    expect(figures['restarts']).toBe(1);
    expect(figures['effects']).toBe(figures['events']);
  }, patience);
});
