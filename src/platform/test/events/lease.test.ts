import { expect, test } from '@jest/globals';
import { LostLease, on, Stamper, Subscription, WorkerLease } from '@aurora/platform/events';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { onEachDatabase, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { EventsWorkbench, ThingChanged } from './workbench.ts';

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });

onEachDatabase('the worker lease', ({ engine }) => {
  test('has one holder, until it is given up or has run out', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const [{ transactions: here }, { transactions: there }] = [await bench.hearer.open(), await bench.hearer.open()];
    const [first, second] = [new WorkerLease(here, 'work', 'first'), new WorkerLease(there, 'work', 'second')];
    expect(await first.take()).toEqual({ fence: 1, before: '' });
    expect(await second.take()).toBeUndefined();
    expect(await first.take()).toBeUndefined();
    expect(await first.renew(1)).toBe(true);
    await first.release(1);
    expect(await second.take()).toEqual({ fence: 2, before: 'first' });
    expect(await first.renew(1)).toBe(false);
    await first.release(1);
    expect(await first.take()).toBeUndefined();
    await bench.hearer.sql("update worker_lease set until = 1 where name = 'work'");
    expect(await first.take()).toEqual({ fence: 3, before: 'second' });
    expect(await second.renew(2)).toBe(false);
  });

  test('keeps one who has lost it from committing anything', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    for (const version of [1, 2]) await teller.change('a', version);
    const events = await until(async () => { const all = await teller.events.log.after(0, 10); return all.length === 2 && all; });
    const database = await bench.hearer.open();
    const handled: number[] = [];
    const subscription = () => new Subscription({ subscriber: 'hearer', reactions: { source: 'thing', handlers: [on(ThingChanged, [], async (_, __, { position }) => { handled.push(position); })] }, database, logger: silent, committed: () => undefined });
    const [old, current] = [subscription(), subscription()];
    await old.claim(1);
    await old.take(events.slice(0, 1));
    await current.claim(2);
    await expect(old.take(events)).rejects.toThrow(LostLease);
    await expect(old.keep(events[1]!)).rejects.toThrow(LostLease);
    await expect(old.claim(1)).rejects.toThrow(LostLease);
    await current.take(events);
    expect(handled).toEqual([1, 2]);
    expect(await bench.deferred()).toEqual([]);
  });
});

describeWith('mariadb', 'the worker lease', () => {
  test('keeps one who has lost it from giving positions', async () => {
    await using bench = await EventsWorkbench.create('mariadb');
    const stamper = new Stamper((await bench.teller.open()).transactions);
    await stamper.claim(7);
    await stamper.claim(6);
    await expect(stamper.stamp(6)).rejects.toThrow(LostLease);
    expect(await stamper.stamp(7)).toBe(0);
  });
});

onEachDatabase('an event at which a process has ended', ({ engine }) => {
  test('is kept and tried again, while all others are handled', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    for (const thing of ['a', 'b', 'c', 'd']) await teller.change(thing, 1);
    // A process ended while it handled the first three together, and another at the second.
    const begin = async (position: number, begun: number) => bench.hearer.sql('update event_subscription set position = ?, begun = ?', position, begun);
    const first = await bench.hear(teller.source);
    await bench.reached(4);
    await first.stop();
    await bench.hearer.sql('delete from effect');
    await begin(0, 3);
    await bench.hear(teller.source).then(async host => { await bench.reached(4); await host.stop(); });
    expect(await bench.effects()).toEqual(['thing-a 1', 'thing-b 1', 'thing-c 1', 'thing-d 1']);
    await bench.hearer.sql('delete from effect');
    await begin(1, 2);
    await bench.hear(teller.source);
    await bench.reached(4);
    expect(await bench.effects()).toEqual(['thing-c 1', 'thing-d 1']);
    expect(await bench.deferred()).toMatchObject([{ position: 2, attempts: 1, error: expect.stringContaining('process ended') }]);
  });
});
