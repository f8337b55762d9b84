import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Brokered, Source } from './brokered.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

describeWith('rabbitmq', 'events through a broker', () => {
  test('are handled each once and in their order', async () => {
    await using brokered = await Brokered.open();
    const { bench } = brokered;
    const teller = await brokered.tell();
    const source = new Source(teller.events.source);
    await brokered.hear(source);
    await Promise.all(['a', 'b', 'c'].map(async thing => { for (const version of numbers(100)) await teller.change(thing, version); }));
    await bench.reached(300);
    const effects = await bench.effects();
    for (const thing of ['a', 'b', 'c']) expect(effects.filter(line => line.startsWith(`thing-${thing} `))).toEqual(numbers(100).map(version => `thing-${thing} ${version}`));
    expect(effects).toHaveLength(300);
  });

  test('go on being delivered while their source is away', async () => {
    await using brokered = await Brokered.open();
    const { bench } = brokered;
    const teller = await brokered.tell();
    await teller.change('a', 1);
    const source = new Source(teller.events.source);
    await brokered.hear(source);
    await bench.reached(1);
    source.away = true;
    for (const version of [2, 3, 4]) await teller.change('a', version);
    await bench.reached(4);
    expect(await bench.effects()).toEqual(['thing-a 1', 'thing-a 2', 'thing-a 3', 'thing-a 4']);
  });

  test('that the broker has lost are asked of their source', async () => {
    await using brokered = await Brokered.open();
    const { bench, queue } = brokered;
    const teller = await brokered.tell();
    const first = await brokered.hear(teller.events.source);
    await teller.change('a', 1);
    await bench.reached(1);
    await first.stop();
    for (const version of [2, 3]) await teller.change('a', version);
    await until(async () => (await brokered.waiting(queue) ?? 0) >= 2);
    await brokered.ask(channel => channel.purgeQueue(queue));
    await brokered.hear(teller.events.source);
    await teller.change('a', 4);
    await bench.reached(4);
    expect(await bench.effects()).toEqual(numbers(4).map(version => `thing-a ${version}`));
  });

  test('have their effect once, however many hosts hear of them and take turns', async () => {
    await using brokered = await Brokered.open();
    const { bench } = brokered;
    const teller = await brokered.tell();
    const changing = (async () => { for (const version of numbers(90)) await teller.change('a', version); })();
    for (let turn = 0; turn < 3; turn += 1) {
      const hosts = [await brokered.hear(teller.events.source), await brokered.hear(teller.events.source)];
      await until(async () => (await bench.effects()).length > turn * 20);
      for (const host of hosts) await host.stop();
    }
    await changing;
    await brokered.hear(teller.events.source);
    await bench.reached(90);
    expect(await bench.effects()).toEqual(numbers(90).map(version => `thing-a ${version}`));
  });

  test('are told in the form of CloudEvents to others who bind a queue of their own', async () => {
    await using brokered = await Brokered.open();
    const teller = await brokered.tell();
    await until(async () => await brokered.waiting(brokered.queue) !== undefined);
    const queue = (await brokered.ask(async channel => {
      const asserted = await channel.assertQueue('', { exclusive: true });
      await channel.bindQueue(asserted.queue, brokered.exchange, 'thing.changed.*');
      return asserted;
    }))!.queue;
    await teller.change('a', 1, 'hello');
    const message = await until(() => brokered.ask(channel => channel.get(queue, { noAck: true })));
    const event = JSON.parse(message.content.toString()) as { event_id: string; timestamp: string };
    expect(event).toMatchObject({ position: 1, stream_id: 'thing-a', version: 1, event_type: 'thing.changed.v1', event_data: { text: 'hello' } });
    expect(message.fields.routingKey).toBe('thing.changed.v1');
    expect(message.properties).toMatchObject({
      messageId: event.event_id, contentType: 'application/json', deliveryMode: 2, type: 'thing.changed.v1',
      headers: { 'cloudEvents:specversion': '1.0', 'cloudEvents:id': event.event_id, 'cloudEvents:source': '/aurora/thing', 'cloudEvents:type': 'thing.changed.v1', 'cloudEvents:subject': 'thing-a', 'cloudEvents:time': event.timestamp },
    });
  });

  test('that cannot be read are set aside, and those behind them go on', async () => {
    await using brokered = await Brokered.open();
    const { bench, queue, unreadable } = brokered;
    const teller = await brokered.tell();
    await brokered.hear(teller.events.source);
    await teller.change('a', 1);
    await bench.reached(1);
    await until(async () => await brokered.waiting(unreadable) !== undefined);
    for (const bytes of ['{"position":', '{"position":2}', '\xff']) await brokered.ask(async channel => channel.sendToQueue(queue, Buffer.from(bytes, 'latin1')));
    await teller.change('a', 2);
    await bench.reached(2);
    await until(async () => await brokered.waiting(unreadable) === 3);
    const message = await brokered.ask(channel => channel.get(unreadable, { noAck: true }));
    expect(message && message.content.toString()).toBe('{"position":');
    expect(message && message.properties.headers).toMatchObject({ 'x-from': queue });
    expect(bench.log).toContain('event.unreadable');
    await until(async () => await brokered.waiting(queue) === 0);
  });
});

describeWith('mariadb', 'events that get their positions after the commit', () => {
  describeWith('rabbitmq', 'through a broker', () => {
    test('are handled each once and in their order', async () => {
      await using brokered = await Brokered.open('mariadb');
      const { bench } = brokered;
      const teller = await brokered.tell();
      await brokered.hear(teller.events.source);
      await Promise.all(['a', 'b', 'c'].map(async thing => { for (const version of numbers(50)) await teller.change(thing, version); }));
      await bench.reached(150);
      expect((await bench.effects()).filter(line => line.startsWith('thing-b '))).toEqual(numbers(50).map(version => `thing-b ${version}`));
    });
  });
});
