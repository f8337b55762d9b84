import { expect, test } from '@jest/globals';
import { EventBus } from '@aurora/platform/events';
import { onEachDatabase, until } from '@aurora/test/running';
import { EventsWorkbench } from './workbench.ts';

const numbers = (count: number) => Array.from({ length: count }, (_, index) => index + 1);

onEachDatabase('events', ({ engine }) => {
  test('of a module are handled by another, each once and in the order of their aggregate', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await bench.hear(teller.source);
    await Promise.all(['a', 'b', 'c'].map(async thing => { for (const version of numbers(40)) await teller.change(thing, version); }));
    await bench.reached(120);
    const effects = await bench.effects();
    for (const thing of ['a', 'b', 'c']) expect(effects.filter(line => line.startsWith(`thing-${thing} `))).toEqual(numbers(40).map(version => `thing-${thing} ${version}`));
    expect(effects).toHaveLength(120);
    const events = await teller.events.log.after(0, 1_000);
    expect(events.map(({ position }) => position)).toEqual(numbers(120));
  });

  test('that have been rolled back appear nowhere, and leave no gap', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await bench.hear(teller.source);
    await teller.change('a', 1);
    const failing = teller.change('b', 1, '', async () => { throw new Error('no'); });
    await expect(failing).rejects.toThrow('no');
    await teller.change('c', 1);
    await bench.reached(2);
    expect(await bench.effects()).toEqual(['thing-a 1', 'thing-c 1']);
  });

  test('have their effect once, however many hosts hear of them and take turns', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    const changing = (async () => { for (const version of numbers(60)) await teller.change('a', version); })();
    for (let turn = 0; turn < 3; turn += 1) {
      const hosts = [await bench.hear(teller.source), await bench.hear(teller.source)];
      await until(async () => (await bench.effects()).length > turn * 15);
      for (const host of hosts) await host.stop();
    }
    await changing;
    await bench.hear(teller.source);
    await bench.reached(60);
    expect(await bench.effects()).toEqual(numbers(60).map(version => `thing-a ${version}`));
  });

  test('that another process has written are found without being told', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const [teller, other] = [await bench.tell(), await bench.tell({ bus: new EventBus() })];
    await bench.hear(teller.source);
    await other.change('a', 1);
    await bench.reached(1);
    expect(await bench.effects()).toEqual(['thing-a 1']);
  });
});
