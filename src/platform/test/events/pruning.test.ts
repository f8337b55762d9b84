import { expect, test } from '@jest/globals';
import { digestOfLines, eventLine, type ModuleEvents } from '@aurora/platform/events';
import { call, onEachDatabase, until } from '@aurora/test/running';
import { EventsWorkbench, type Teller } from './workbench.ts';

const never = new AbortController().signal;
const codeOf = (work: Promise<unknown>): Promise<unknown> => work.then(() => 'done', (error: { code?: unknown }) => error.code ?? error);

/** Removes the events after one position, up to another, as who has them in an archive. */
async function prune({ log, port }: ModuleEvents, after: number, through: number, without: readonly string[] = []): Promise<unknown> {
  const events = (await log.after(after, 1_000)).filter(({ position }) => position <= through);
  return port.pruneEvents({ after, through, digest: digestOfLines(events.map(eventLine)), without: [...without] }, call());
}

const statusOf = (events: ModuleEvents) => events.port.eventsStatus({}, call());
const told = (teller: Teller, position: number) => until(async () => (await statusOf(teller.events)).subscribers.some(one => one.name === 'hearer' && one.position === position));

async function tellAll(teller: Teller, count: number): Promise<void> {
  for (let version = 1; version <= count; version += 1) await teller.change('a', version);
  await until(async () => await teller.events.log.head() === count);
}

onEachDatabase('the events of a module', ({ engine }) => {
  test('are removed up to the lowest position that a subscriber has processed, and no further', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await tellAll(teller, 5);
    // Nobody has heard of the hearer, which is to listen.
    expect(await statusOf(teller.events)).toMatchObject({ head: 5, prunable: 0, subscribers: [{ name: 'hearer', position: null, seen_at: null, declared: true }] });
    await expect(prune(teller.events, 0, 1)).rejects.toMatchObject({ code: 'CONFLICT', details: { prunable: 0, behind: ['hearer'] } });
    await teller.source.processed(3);
    expect(await statusOf(teller.events)).toMatchObject({ prunable: 3, subscribers: [{ name: 'hearer', position: 3 }] });
    await expect(prune(teller.events, 0, 4)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('hearer') });
    // One that has said how far it is cannot be left out of account.
    expect(await codeOf(prune(teller.events, 0, 4, ['hearer']))).toBe('CONFLICT');
    expect(await prune(teller.events, 0, 2)).toEqual({ pruned: 2 });
    expect(await prune(teller.events, 2, 3)).toEqual({ pruned: 3 });
    expect((await teller.events.log.after(0, 10)).map(({ position }) => position)).toEqual([4, 5]);
    expect((await teller.events.log.stream('thing-a', 0, 10)).map(({ version }) => version)).toEqual([4, 5]);
  });

  test('stay if what is said to be archived is not what would go', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await tellAll(teller, 3);
    await teller.source.processed(3);
    const { port, log } = teller.events;
    const digest = digestOfLines((await log.after(0, 2)).map(eventLine));
    expect(await codeOf(port.pruneEvents({ after: 0, through: 3, digest }, call()))).toBe('CONFLICT');
    expect(await codeOf(port.pruneEvents({ after: 0, through: 4, digest }, call()))).toBe('CONFLICT');
    expect(await codeOf(port.pruneEvents({ after: 2, through: 3, digest }, call()))).toBe('CONFLICT');
    expect(await codeOf(port.pruneEvents({ after: 2, through: 2, digest }, call()))).toBe('VALIDATION_FAILED');
    expect(await log.after(0, 10)).toHaveLength(3);
    expect(await statusOf(teller.events)).toMatchObject({ pruned: 0 });
    // Two who have archived the same at once: it goes once.
    const outcomes = await Promise.all([1, 2].map(() => codeOf(port.pruneEvents({ after: 0, through: 2, digest }, call()))));
    expect(outcomes).toEqual(expect.arrayContaining(['CONFLICT', 'done']));
    expect((await log.after(0, 10)).map(({ position }) => position)).toEqual([3]);
  });

  test('go on in their order when all before have gone', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    const hearer = await bench.hear(teller.source);
    await tellAll(teller, 4);
    await bench.reached(4);
    await told(teller, 4);
    await prune(teller.events, 0, 4);
    expect(await teller.source.head()).toBe(4);
    expect(await statusOf(teller.events)).toMatchObject({ head: 4, pruned: 4, prunable: 4 });
    await teller.change('a', 5);
    await bench.reached(5);
    expect(await bench.effects()).toEqual([1, 2, 3, 4, 5].map(version => `thing-a ${version}`));
    // They cannot be handled again, and what is left can.
    const replay = (after: number) => hearer.port.replayEvents({ source: 'thing', after }, call());
    await expect(replay(0)).rejects.toMatchObject({ code: 'CONFLICT', message: expect.stringContaining('up to 4 have been archived'), details: { pruned: 4 } });
    expect(await bench.effects()).toHaveLength(5);
    await bench.hearer.sql('delete from effect');
    await replay(4);
    await until(async () => (await bench.effects()).length === 1);
    expect(await bench.effects()).toEqual(['thing-a 5']);
  });

  test('that a replay wants again are not removed any more from the moment on when it is asked for', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    const hearer = await bench.hear(teller.source, () => { throw new Error('not today'); });
    await tellAll(teller, 3);
    await bench.reached(3);
    await told(teller, 3);
    await hearer.stop();
    await hearer.port.replayEvents({ source: 'thing', after: 1 }, call());
    expect(await statusOf(teller.events)).toMatchObject({ prunable: 1 });
    expect(await codeOf(prune(teller.events, 0, 2))).toBe('CONFLICT');
  });

  test('that are gone before a subscriber has come to them are missed by nobody silently', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell();
    await tellAll(teller, 3);
    await prune(teller.events, 0, 2, ['hearer']);
    await expect(teller.source.after(0, 10, 0, never)).rejects.toMatchObject({ code: 'CONFLICT', details: { pruned: 2 } });
    expect(await teller.source.after(2, 10, 0, never)).toHaveLength(1);
    const hearer = await bench.hear(teller.source);
    await until(async () => bench.log.includes('worker.failed'));
    expect(await statusOf(hearer)).toMatchObject({ subscriptions: [{ source: 'thing', position: 0, lag: 3, archived: 2 }] });
    expect(await bench.effects()).toEqual([]);
    // The operator lets it go on with those that are there.
    expect(await codeOf(hearer.port.replayEvents({ source: 'thing', after: 3 }, call()))).toBe('CONFLICT');
    await hearer.port.replayEvents({ source: 'thing', after: 2 }, call());
    await bench.reached(3);
    expect(await bench.effects()).toEqual(['thing-a 3']);
    expect(await statusOf(hearer)).toMatchObject({ subscriptions: [{ position: 3, archived: null }] });
  });

  test('wait for a subscriber that is gone until it is forgotten', async () => {
    await using bench = await EventsWorkbench.create(engine);
    const teller = await bench.tell({ listeners: [] });
    await tellAll(teller, 2);
    expect(await statusOf(teller.events)).toMatchObject({ prunable: 2, subscribers: [] });
    await teller.source.processed(1);
    expect(await statusOf(teller.events)).toMatchObject({ prunable: 1, subscribers: [{ name: 'hearer', position: 1, declared: false, seen_at: expect.any(String) }] });
    await teller.events.port.forgetSubscriber({ subscriber: 'hearer' }, call());
    expect(await statusOf(teller.events)).toMatchObject({ prunable: 2, subscribers: [] });
    expect(await codeOf(teller.events.port.forgetSubscriber({ subscriber: 'hearer' }, call()))).toBe('NOT_FOUND');
  });
});
