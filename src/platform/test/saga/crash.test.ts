import { expect, test } from '@jest/globals';
import { defineSaga, type SagaDefinition } from '@aurora/platform/saga';
import { onEachDatabase } from '@aurora/test/running';
import { away, SagaWorkbench, Shelf } from './workbench.ts';

interface State { readonly thing: string }

/** A saga of three steps; `stop` is asked before and after each, and a promise that never ends stands for a host that has died there. */
const sagaWith = (shelf: Shelf, stop: (point: string) => Promise<void> | undefined): SagaDefinition<State> => defineSaga<State>({
  type: 'test', pivot: 'decide', about: ({ thing }) => thing,
  steps: ['first', 'second', 'decide', 'tidy'].map(name => ({
    name,
    async run(state, context) {
      await stop(`before ${name}`);
      if (name === 'tidy') shelf.giveBack(`first ${state.thing}`, context);
      else shelf.take(`${name} ${state.thing}`, context);
      await stop(`after ${name}`);
    },
    async undo(state, context) { shelf.giveBack(`${name} ${state.thing}`, context); },
  })),
});

const never = new Promise<never>(() => undefined);

/** Resolves once the saga has come to `point`, where its host dies. */
function dieAt(point: string) {
  const { promise: died, resolve } = Promise.withResolvers<void>();
  const stop = (at: string) => {
    if (at !== point) return undefined;
    resolve();
    return never;
  };
  return { died, stop };
}

const points = ['first', 'second', 'decide', 'tidy'].flatMap(step => [`before ${step}`, `after ${step}`]);

onEachDatabase('a saga whose host dies', ({ engine }) => {
  test('goes on in another, wherever it was', async () => {
    await using bench = await SagaWorkbench.create(engine);
    for (const point of points) {
      const shelf = new Shelf();
      const { died, stop } = dieAt(point);
      const [dead, living] = [await bench.host(), await bench.host()];
      void dead.run(sagaWith(shelf, stop), { thing: point });
      await died;
      living.know(sagaWith(shelf, () => undefined));
      await living.resume();
      expect([point, (await bench.sagas()).filter(saga => saga.status === 'running').length]).toEqual([point, 1]);
      await bench.silence();
      await living.resume();
      expect([point, ...shelf.held]).toEqual([point, `second ${point}`, `decide ${point}`]);
      expect((await bench.sagas()).filter(saga => saga.status === 'running')).toEqual([]);
    }
  });

  test('is taken back by another, also when the host dies before it knows what has been done', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const shelf = new Shelf();
    const { promise: died, resolve: die } = Promise.withResolvers<void>();
    let asked = 0;
    const [dead, living] = [await bench.host(), await bench.host()];
    void dead.run(sagaWith(shelf, at => {
      if (at !== 'after second') return undefined;
      asked += 1;
      if (asked <= 3) throw away();
      die();
      return never;
    }), { thing: 'a' });
    await died;
    await bench.silence();
    living.know(sagaWith(shelf, () => undefined));
    await living.resume();
    expect([...shelf.held]).toEqual([]);
    expect(await bench.sagas()).toMatchObject([{ status: 'compensated', active_command: null }]);
  });

  test('goes on in one of several that look at once', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const shelf = new Shelf();
    const { died, stop } = dieAt('after first');
    const dead = await bench.host();
    void dead.run(sagaWith(shelf, stop), { thing: 'a' });
    await died;
    await bench.silence();
    const hosts = await Promise.all(Array.from({ length: 4 }, () => bench.host()));
    for (const host of hosts) host.know(sagaWith(shelf, () => undefined));
    await Promise.all(hosts.map(host => host.resume()));
    expect(shelf.told.filter(told => told === 'decide:do')).toEqual(['decide:do']);
  });

  test('is lost to a host that wakes up later, also to the same one', async () => {
    await using bench = await SagaWorkbench.create(engine);
    const shelf = new Shelf();
    const { promise: sleeping, resolve: asleep } = Promise.withResolvers<void>();
    const { promise: woken, resolve: wake } = Promise.withResolvers<void>();
    const host = await bench.host();
    let sleeps = true;
    const saga = sagaWith(shelf, at => {
      if (at !== 'after first' || !sleeps) return undefined;
      sleeps = false;
      asleep();
      return woken;
    });
    host.know(saga);
    const first = host.run(saga, { thing: 'a' });
    await sleeping;
    await bench.silence();
    await host.resume();
    wake();
    await expect(first).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(shelf.told).toEqual(['first:do', 'first:do', 'second:do', 'decide:do', 'tidy:do']);
  });
});
