import { expect, test } from '@jest/globals';
import { OwnRabbitMq, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { Brokered } from './brokered.ts';

/** Milliseconds: the broker starts twice, and a queue is given up after two tries of ten seconds. */
const patience = 180_000;

describeWith('rabbitmq', 'a broker that is killed as soon as it has a queue', () => {
  const where = OwnRabbitMq.installed ? test : test.skip;

  where('and leaves that without a leader, is given it again, and takes what is published', async () => {
    await using rabbit = await OwnRabbitMq.start();
    await using brokered = await Brokered.open('sqlite', rabbit.url);
    const { bench } = brokered;
    const teller = await brokered.tell();
    await rabbit.kill();
    await rabbit.start();
    await brokered.hear(teller.events.source);
    await teller.change('a', 1);
    await bench.reached(1);
    await until(async () => (await bench.teller.sql("select position from event_subscriber where name = 'broker' and position = 1")).length === 1);
    expect(await bench.effects()).toEqual(['thing-a 1']);
  }, patience);
});
