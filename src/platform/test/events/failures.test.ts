import { expect, test } from '@jest/globals';
import { onEachDatabase, until } from '@aurora/test/running';
import { EventsWorkbench } from './workbench.ts';

onEachDatabase('an event whose handler fails', ({ engine }) => {
  test('holds up its own aggregate alone, and has its effect once the handler works, before those behind it', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    let broken = true;
    await bench.hear(teller.source, ({ stream_id, version }) => {
      if (broken && stream_id === 'thing-bad' && version === 2) throw new Error('not today');
    });
    for (const version of [1, 2, 3]) for (const thing of ['good', 'bad']) await teller.change(thing, version);
    await bench.reached(6);
    expect((await bench.effects()).toSorted()).toEqual(['thing-bad 1', 'thing-good 1', 'thing-good 2', 'thing-good 3']);
    expect(await bench.deferred()).toMatchObject([{ stream_id: 'thing-bad', position: 4, attempts: expect.any(Number), error: expect.stringContaining('not today') }, { position: 6, attempts: 0, error: null }]);
    broken = false;
    await bench.hasten();
    await until(async () => (await bench.deferred()).length === 0);
    expect((await bench.effects()).filter(line => line.startsWith('thing-bad'))).toEqual(['thing-bad 1', 'thing-bad 2', 'thing-bad 3']);
    await teller.change('bad', 4);
    await bench.reached(7);
    expect((await bench.effects()).at(-1)).toBe('thing-bad 4');
    expect(bench.log).toEqual(expect.arrayContaining(['event.deferred', 'event.recovered']));
  });

  test('is parked after ten tries, with the error of the last', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    let tries = 0;
    await bench.hear(teller.source, () => { throw new Error(`try ${tries += 1}`); });
    await teller.change('bad', 1);
    await bench.reached(1);
    await until(async () => {
      await bench.hearer.sql("update event_deferred set retry_at = '2000-01-01T00:00:00.000Z' where status = 'waiting'");
      return (await bench.deferred())[0]!.status === 'parked';
    });
    expect(await bench.deferred()).toMatchObject([{ attempts: 10, error: expect.stringContaining(`try ${tries}`) }]);
    expect(await bench.effects()).toEqual([]);
    expect(bench.log).toContain('event.parked');
  });
});
