import { expect, test } from '@jest/globals';
import { defineEvent, upcast } from '@aurora/kernel';
import { on, type Reaction } from '@aurora/platform/events';
import { onEachDatabase } from '@aurora/test/running';
import { z } from 'zod';
import { EventsWorkbench } from './workbench.ts';

const kind = { name: 'ThingNamed', aggregate: 'thing', verb: 'named' };
const one = z.object({ title: z.string() });
const two = z.object({ title: z.string(), language: z.string() });
const three = z.object({ name: z.object({ text: z.string(), language: z.string() }), note: z.string().optional() });
const fromOne = upcast(1, one, ({ title }) => ({ title, language: 'en' }));
const fromTwo = upcast(2, two, ({ language, title }) => ({ name: { text: title, language } }));

const first = defineEvent({ ...kind, version: 1, data: one });
const second = defineEvent({ ...kind, version: 2, data: two, upcasts: [fromOne] });
const third = defineEvent({ ...kind, version: 3, data: three, upcasts: [fromOne, fromTwo] });
const unrelated = defineEvent({ name: 'ThingMoved', aggregate: 'thing', verb: 'moved', version: 9, data: z.object({}) });

const noting = (names: unknown[]): Reaction => on(third, ['name'], async ({ name }) => { names.push(name); });

onEachDatabase('events that are stored with several versions of their data', ({ engine }) => {
  test('all come as the one that their handler is written for, and stay as they are stored', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await teller.tell(first, 'a', 1, { title: 'one' });
    await teller.tell(second, 'a', 2, { title: 'zwei', language: 'de' });
    await teller.tell(third, 'a', 3, { name: { text: 'trois', language: 'fr' } });
    await teller.tell(unrelated, 'a', 4, {});
    const names: unknown[] = [];
    await bench.react(teller.source, [noting(names)]);
    await bench.reached(4);
    expect(names).toEqual([{ text: 'one', language: 'en' }, { text: 'zwei', language: 'de' }, { text: 'trois', language: 'fr' }]);
    expect(await bench.deferred()).toEqual([]);
    expect((await teller.events.log.stream('thing-a', 0, 10)).map(({ event_type, event_data }) => [event_type, event_data])).toEqual([
      ['thing.named.v1', { title: 'one' }], ['thing.named.v2', { title: 'zwei', language: 'de' }], ['thing.named.v3', { name: { text: 'trois', language: 'fr' } }], ['thing.moved.v9', {}],
    ]);
  });

  test('are kept where a host does not know their version, until a newer one handles them', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await teller.tell(first, 'a', 1, { title: 'one' });
    await teller.tell(third, 'a', 2, { name: { text: 'two', language: 'fr' } });
    await teller.tell(first, 'b', 1, { title: 'other' });
    const titles: string[] = [];
    const old = await bench.react(teller.source, [on(second, ['title'], async ({ title }) => { titles.push(title); })]);
    await bench.reached(3);
    await old.stop();
    expect(new Set(titles)).toEqual(new Set(['one', 'other']));
    expect(await bench.deferred()).toMatchObject([{ stream_id: 'thing-a', position: 2, status: 'waiting', error: expect.stringContaining('thing.named.v3 is newer than thing.named.v2') }]);
    await bench.hasten();
    const names: unknown[] = [];
    await bench.react(teller.source, [noting(names)]);
    await bench.emptied();
    expect(names).toEqual([{ text: 'two', language: 'fr' }]);
  });

  test('are kept where nothing says how an old one is read', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await teller.tell(first, 'a', 1, { title: 'one' });
    await bench.react(teller.source, [on(defineEvent({ ...kind, version: 3, data: three, upcasts: [fromTwo] }), ['name'], async () => undefined)]);
    await bench.reached(1);
    expect(await bench.deferred()).toMatchObject([{ position: 1, error: expect.stringContaining('thing.named.v1 can be read no more') }]);
  });

  test('need have no more than what a handler has stated that it uses', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    const narrower = defineEvent({ ...kind, version: 2, data: two.omit({ language: true }) });
    await teller.tell(narrower, 'a', 1, { title: 'one' });
    const seen: unknown[] = [];
    await bench.react(teller.source, [on(second, ['title'], async data => {
      // @ts-expect-error: what is not stated cannot be used.
      seen.push(data, data.language);
    })]);
    await bench.reached(1);
    expect(seen).toEqual([{ title: 'one' }, undefined]);
  });
});
