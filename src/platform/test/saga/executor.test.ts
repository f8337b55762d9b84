import { expect, test } from '@jest/globals';
import { defineSaga, type SagaCall, type SagaStep } from '@aurora/platform/saga';
import { call, onEachDatabase } from '@aurora/test/running';
import { away, key, refusal, SagaWorkbench, Shelf } from './workbench.ts';

interface State { readonly thing: string; readonly answer?: string }

/** What a step does before it is done, by its name; each is used up. */
type Plan = Record<string, (() => void | Promise<void>)[]>;

function sagaOn(shelf: Shelf, plan: Plan = {}) {
  const meet = async (name: string) => plan[name]?.shift()?.();
  const hold = (name: string): SagaStep<State> => ({
    name,
    async run({ thing }, context) { await meet(name); shelf.take(`${name} ${thing}`, context); },
    async undo({ thing }, context) { await meet(`${name} back`); shelf.giveBack(`${name} ${thing}`, context); },
  });
  return defineSaga<State>({
    type: 'test', pivot: 'decide', about: ({ thing }) => thing,
    steps: [
      hold('first'), hold('second'),
      { name: 'decide', async run({ thing }, context) { await meet('decide'); shelf.take(thing, context); await meet('decided'); return { answer: `${thing} is decided` }; } },
      { name: 'tidy', async run({ thing }, context: SagaCall) { await meet('tidy'); shelf.giveBack(`first ${thing}`, context); } },
    ],
  });
}

const fail = (error: () => Error, times = 1) => Array.from({ length: times }, () => () => { throw error(); });

onEachDatabase('a saga', ({ engine }) => {
  test('takes its steps in order and answers with what they have added', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    expect(await host.run(sagaOn(shelf), { thing: 'a' })).toEqual({ thing: 'a', answer: 'a is decided' });
    expect(shelf.told).toEqual(['first:do', 'second:do', 'decide:do', 'tidy:do']);
    expect(await bench.sagas()).toMatchObject([{ status: 'completed', active_command: null }]);
  });

  test('that is refused takes everything back, last first', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    await expect(host.run(sagaOn(shelf, { decide: fail(refusal) }), { thing: 'a' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(shelf.told).toEqual(['first:do', 'second:do', 'second:undo', 'first:undo']);
    expect([...shelf.held]).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ status: 'compensated', active_command: null }]);
  });

  test('repeats a step that fails in passing, under the same command id', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    expect(await host.run(sagaOn(shelf, { second: fail(away, 2), tidy: fail(away) }), { thing: 'a' })).toMatchObject({ answer: 'a is decided' });
    expect([...shelf.held]).toEqual(['second a', 'a']);
  });

  test('that cannot get on takes back what it has done, and what may yet arrive has no effect', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    const late: (() => void)[] = [];
    const saga = sagaOn(shelf);
    const second = saga.steps[1] as SagaStep<State>;
    // Three requests are sent and lost sight of.
    const slow: SagaStep<State> = { ...second, run: async (state, context) => {
      if (late.length >= 3) return second.run(state, context);
      late.push(() => shelf.take(`second ${state.thing}`, context));
      throw away();
    } };
    await expect(host.run({ ...saga, steps: saga.steps.with(1, slow) }, { thing: 'a' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    for (const arrive of late) arrive();
    expect([...shelf.held]).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ status: 'compensated' }]);
  });

  test('is not taken back once the step without return may have been taken', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    const saga = sagaOn(shelf, { decided: fail(away, 5) });
    await expect(host.run(saga, { thing: 'a' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect([...shelf.held]).toEqual(['first a', 'second a', 'a']);
    for (let round = 0; round < 3; round += 1) {
      await bench.silence();
      await host.resume();
    }
    expect([...shelf.held]).toEqual(['second a', 'a']);
    expect(shelf.told.filter(told => told.endsWith('undo'))).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ status: 'completed' }]);
  });

  test('answers after the step without return; the rest goes on in the background', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    expect(await host.run(sagaOn(shelf, { tidy: fail(away, 4) }), { thing: 'a' })).toMatchObject({ answer: 'a is decided' });
    expect([...shelf.held]).toEqual(['first a', 'second a', 'a']);
    for (let round = 0; round < 2; round += 1) {
      await bench.silence();
      await host.resume();
    }
    expect([...shelf.held]).toEqual(['second a', 'a']);
    expect(await bench.sagas()).toMatchObject([{ status: 'completed' }]);
  });

  test('keeps trying what must be done as long as somebody is only away', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    await host.run(sagaOn(shelf, { tidy: fail(away, 20) }), { thing: 'a' });
    for (let round = 0; round < 18; round += 1) {
      await bench.silence();
      await host.resume();
    }
    expect(await bench.sagas()).toMatchObject([{ status: 'completed' }]);
  });

  test('is stuck where what must be done is refused ten times, and says so', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    const saga = sagaOn(shelf, { tidy: fail(refusal, 20) });
    await host.run(saga, { thing: 'a' });
    for (let round = 0; round < 9; round += 1) {
      await bench.silence();
      await host.resume();
    }
    expect(await bench.sagas()).toMatchObject([{ status: 'stuck', attempts: 10, error: 'no' }]);
  });

  test('keeps a second one for the same command out while it runs', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const [here, there] = [await bench.host(), await bench.host()];
    const shelf = new Shelf();
    const context = call({ commandId: key() });
    let second: unknown;
    const saga = sagaOn(shelf, { second: [async () => { second = await there.run(sagaOn(shelf), { thing: 'b' }, context).catch((error: { code: string }) => error.code); }] });
    await here.run(saga, { thing: 'a' }, context);
    expect(second).toBe('COMMAND_RUNNING');
    expect([...shelf.held]).toEqual(['second a', 'a']);
  });

  test('for a command that was done by another meanwhile ends with its answer and does nothing', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    const context = call({ commandId: key() });
    // The first look finds nothing: the other ends between that and the row that keeps a second one out.
    const looks = [undefined, { answer: 'done by another' }];
    const saga = { ...sagaOn(shelf), done: async () => looks.shift() };
    expect(await host.run(saga, { thing: 'b' }, context)).toEqual({ thing: 'b', answer: 'done by another' });
    expect(shelf.told).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ active_command: null }]);
    expect((await bench.sagas())[0]!.status).not.toBe('running');
  });

  test('is done with where its command turns out to be another', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const host = await bench.host();
    const shelf = new Shelf();
    const looks = [async () => undefined, async () => { throw refusal(); }];
    const saga = { ...sagaOn(shelf), done: () => looks.shift()!() };
    await expect(host.run(saga, { thing: 'b' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(shelf.told).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ active_command: null, status: 'compensated' }]);
  });
});
