import { expect, test } from '@jest/globals';
import { AuroraError } from '@aurora/kernel';
import { call, onEachDatabase, until } from '@aurora/test/running';

const as = (caller: string) => ({ ...call(), caller });
const ttl = 60_000;
const outcome = (done: Promise<unknown>) => done.then(() => 'done', error => (error as AuroraError).code);

onEachDatabase('instances', ({ deploy, engine }) => {
  test('are those of the module that have said so', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    expect(await config.listInstances({ module: 'subject' }, as('gateway'))).toEqual({ items: [], state: 'none' });
    for (const id of ['s2', 's1']) await config.registerInstance({ module: 'subject', id, record: `record of ${id}`, ttl }, as('subject'));
    await config.registerInstance({ module: 'file', id: 'f1', record: 'record of f1', ttl }, as('file'));
    const { items, state } = await config.listInstances({ module: 'subject' }, as('gateway'));
    expect(items).toEqual([{ id: 's1', record: 'record of s1' }, { id: 's2', record: 'record of s2' }]);
    await config.deregisterInstance({ module: 'subject', id: 's1' }, as('subject'));
    const left = await config.listInstances({ module: 'subject' }, as('gateway'));
    expect(left.items).toEqual([{ id: 's2', record: 'record of s2' }]);
    expect(left.state).not.toBe(state);
  });

  test('are spoken for by their own module alone', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const register = (caller: string | undefined) => outcome(config.registerInstance({ module: 'subject', id: 's1', record: 'r', ttl }, { ...call(), caller }));
    expect(await Promise.all([register('syllabus'), register('gateway'), register(undefined)])).toEqual(['FORBIDDEN', 'FORBIDDEN', 'FORBIDDEN']);
    expect(await register('subject')).toBe('done');
    expect(await outcome(config.deregisterInstance({ module: 'subject', id: 's1' }, as('file')))).toBe('FORBIDDEN');
    expect((await config.listInstances({ module: 'subject' }, as('file'))).items).toHaveLength(1);
  });

  test('stay as long as they say so, in one state as long as the record is the same', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const register = (record: string) => config.registerInstance({ module: 'subject', id: 's1', record, ttl }, as('subject'));
    const expiry = async () => (await deployment.sql<{ expires_at: string }>('config', 'select expires_at from registered_instance'))[0]!.expires_at;
    await register('first');
    const { state } = await config.listInstances({ module: 'subject' }, as('gateway'));
    const before = await expiry();
    await until(async () => { await register('first'); return await expiry() > before; });
    expect((await config.listInstances({ module: 'subject' }, as('gateway'))).state).toBe(state);
    await register('second');
    const changed = await config.listInstances({ module: 'subject' }, as('gateway'));
    expect(changed.items).toEqual([{ id: 's1', record: 'second' }]);
    expect(changed.state).not.toBe(state);
  });

  test('that have not said so for too long are none, and their rows go', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const { config } = host.ports;
    for (const id of ['s1', 's2']) await config.registerInstance({ module: 'subject', id, record: 'r', ttl }, as('subject'));
    await deployment.sql('config', 'update registered_instance set expires_at = ? where id = ?', '2026-01-01T00:00:00.000Z', 's1');
    expect((await config.listInstances({ module: 'subject' }, as('gateway'))).items.map(({ id }) => id)).toEqual(['s2']);
    await host.start();
    expect(await deployment.sql('config', 'select id from registered_instance')).toEqual([{ id: 's2' }]);
    await config.registerInstance({ module: 'subject', id: 's1', record: 'r', ttl }, as('subject'));
    expect((await config.listInstances({ module: 'subject' }, as('gateway'))).items.map(({ id }) => id)).toEqual(['s1', 's2']);
  });

  test('are waited for until they are others, whichever host hears of it', async () => {
    await using deployment = await deploy();
    const [one, other] = await Promise.all([deployment.host(['config']), deployment.host(['config'])]);
    const watch = (module: string, after: string) => one.ports.config.listInstances({ module, after, wait: 2_000 }, as('gateway'));
    let { state } = await watch('subject', '');
    const next = async (change: () => Promise<unknown>) => {
      const waiting = watch('subject', state);
      await change();
      const { items, state: changed } = await waiting;
      expect(changed).not.toBe(state);
      state = changed;
      return items.map(({ id }) => id);
    };
    const { config } = other.ports;
    const elsewhere = watch('file', 'none');
    expect(await next(() => config.registerInstance({ module: 'subject', id: 's1', record: 'r', ttl }, as('subject')))).toEqual(['s1']);
    expect(await next(() => config.registerInstance({ module: 'subject', id: 's2', record: 'r', ttl: 1_000 }, as('subject')))).toEqual(['s1', 's2']);
    // Who waits for another module is told nothing.
    expect((await elsewhere).items).toEqual([]);
    // Its time passes.
    expect(await next(async () => undefined)).toEqual(['s1']);
    expect(await next(() => config.deregisterInstance({ module: 'subject', id: 's1' }, as('subject')))).toEqual([]);
  });

  test('that stay the same are told again when the wait is over', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.registerInstance({ module: 'subject', id: 's1', record: 'r', ttl }, as('subject'));
    const known = await config.listInstances({ module: 'subject' }, as('gateway'));
    expect(await config.listInstances({ module: 'subject', after: known.state, wait: 300 }, as('gateway'))).toEqual(known);
  });

  if (engine === 'sqlite') test('cannot be told where the database is away, to those who wait either', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const waiting = config.listInstances({ module: 'subject', after: 'none', wait: 2_000 }, as('gateway'));
    waiting.catch(() => undefined);
    await deployment.sql('config', 'drop table registered_instance');
    await expect(waiting).rejects.toThrow('registered_instance');
  });
});
