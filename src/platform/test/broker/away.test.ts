import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Brokered } from './brokered.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describeWith('rabbitmq', 'a broker that goes away', () => {
  test('holds nothing up: events are asked of their source, and it is found again when it is back', async () => {
    await using brokered = await Brokered.open();
    const { bench, proxy, queue } = brokered;
    const teller = await brokered.tell();
    await brokered.hear(teller.events.source);
    await teller.change('a', 1);
    await bench.reached(1);
    proxy.away = true;
    proxy.cut();
    for (const version of [2, 3]) await teller.change('a', version);
    await bench.reached(3);
    const before = proxy.connections;
    proxy.away = false;
    await until(async () => proxy.connections >= before + 2);
    for (const version of [4, 5]) await teller.change('a', version);
    await bench.reached(5);
    expect(await bench.effects()).toEqual(numbers(5).map(version => `thing-a ${version}`));
    // What was published meanwhile is dropped by its position, and acknowledged.
    await until(async () => (await bench.teller.sql("select position from event_subscriber where name = 'broker' and position = 5")).length === 1);
    await until(async () => await brokered.waiting(queue) === 0);
    expect(bench.log).toEqual(expect.arrayContaining(['broker.away', 'broker.connected']));
  });

  test('while it is being set up, again and again, is asked again until it lets us', async () => {
    await using brokered = await Brokered.open();
    const { bench, proxy } = brokered;
    const teller = await brokered.tell();
    await brokered.hear(teller.events.source);
    for (const [turn, cutAfter] of [100, 500, 700, 900, 1_100, 1_300].entries()) {
      proxy.cutAfter = cutAfter;
      const before = proxy.connections;
      proxy.cut();
      await teller.change('a', turn + 1);
      await until(async () => proxy.connections >= before + 3);
    }
    proxy.cutAfter = Infinity;
    const before = proxy.connections;
    proxy.cut();
    await until(async () => proxy.connections >= before + 2);
    await teller.change('a', 7);
    await bench.reached(7);
    await until(async () => (await bench.teller.sql("select position from event_subscriber where name = 'broker' and position = 7")).length === 1);
    expect(await bench.effects()).toEqual(numbers(7).map(version => `thing-a ${version}`));
  });

  test('and answers nothing while it is being set up, though it is there, keeps nobody from ending, and is asked again', async () => {
    await using brokered = await Brokered.open();
    const { bench, proxy } = brokered;
    const teller = await brokered.tell();
    for (const [turn, mutedAfter] of [600, 700, 800, 900].entries()) {
      proxy.mutedAfter = mutedAfter;
      const before = proxy.connections;
      const hearer = await brokered.hear(teller.events.source);
      await until(async () => proxy.connections > before);
      await teller.change('a', turn + 1);
      await bench.reached(turn + 1);
      await hearer.stop();
    }
    proxy.mutedAfter = Infinity;
    await brokered.hear(teller.events.source);
    await teller.change('a', 5);
    await bench.reached(5);
    expect(await bench.effects()).toEqual(numbers(5).map(version => `thing-a ${version}`));
  });

  test('with its queues and bindings is given them again, and what found none is published again', async () => {
    await using brokered = await Brokered.open();
    const { bench, queue, exchange } = brokered;
    const teller = await brokered.tell();
    await teller.change('a', 1);
    await until(async () => await brokered.waiting(queue) === 1);
    await brokered.ask(channel => channel.unbindQueue(queue, exchange, '#'));
    await teller.change('a', 2);
    await until(async () => await brokered.waiting(queue) === 2);
    await brokered.ask(channel => channel.deleteQueue(queue));
    await teller.change('a', 3);
    await until(async () => await brokered.waiting(queue) === 1);
    await brokered.hear(teller.events.source);
    await bench.reached(3);
    // Its consumer is told, and makes it anew.
    await brokered.ask(channel => channel.deleteQueue(queue));
    await teller.change('a', 4);
    await bench.reached(4);
    expect(await bench.effects()).toEqual(numbers(4).map(version => `thing-a ${version}`));
  });

  test('in part, with a queue of other properties, is named in the log, and events go on', async () => {
    await using brokered = await Brokered.open();
    const { bench, queue } = brokered;
    await brokered.ask(channel => channel.assertQueue(queue, { durable: true, arguments: { 'x-queue-type': 'classic' } }));
    const teller = await bench.tell({ broker: brokered.broker(bench.bus) });
    await brokered.hear(teller.events.source);
    await teller.change('a', 1);
    await bench.reached(1);
    await until(async () => bench.log.includes('broker.refused'));
    expect(await bench.effects()).toEqual(['thing-a 1']);
  });
});
