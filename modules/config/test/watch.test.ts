import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { prepare } from '@aurora/platform/persistence';
import type { ConfigTables } from '../src/persistence/tables.ts';

const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };
const gateway = () => call({ caller: 'gateway' });

/** What a change of a flag writes, without the command around it. */
const raise = prepare<ConfigTables, object>()(db => db.updateTable('configuration').set(row => ({ revision: row('revision', '+', 1) })).where('id', '=', 1));
const revision = prepare<ConfigTables, { number: number }>()((db, { number }) => db.insertInto('revision').values({ number, author: 'user:anna', reason: null, created_at: '2026-01-01T00:00:00.000Z' }));
const change = prepare<ConfigTables, { number: number }>()((db, { number }) => db.insertInto('revision_change').values({ revision: number, place: 0, kind: 'flag', key: 'banner', environment: '', service: '', before: null, after: null }));

onEachDatabase('who watches the configuration', ({ deploy }) => {
  test('36 hears of a change once it is committed, and never of one that is taken back', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const other = (await deployment.host(['config'])).ports.config;
    await host.ports.config.putFlag({ key: 'banner', definition: banner }, call());
    const watch = (known: number, wait: number) => other.watchConfiguration({ flags: 'banner', settings: 'gateway.', known, wait }, gateway());
    expect(await watch(-1, 0)).toMatchObject({ revision: 1, flags_revision: 1 });
    const { transactions } = host.databases.config;
    const taken = Promise.withResolvers<void>();
    const undone = transactions.run(async transaction => {
      for (const statement of [raise, revision, change]) await transaction.execute(statement as typeof revision, { number: 2 });
      await taken.promise;
      throw new Error('taken back');
    });
    // Longer than it takes to look twice.
    expect(await watch(1, 600)).toMatchObject({ revision: 1, flags_revision: 1 });
    taken.resolve();
    await expect(undone).rejects.toThrow('taken back');
    expect(await watch(1, 0)).toMatchObject({ revision: 1, flags_revision: 1 });
    const done = Promise.withResolvers<void>();
    const committed = transactions.run(async transaction => {
      for (const statement of [raise, revision, change]) await transaction.execute(statement as typeof revision, { number: 2 });
      await done.promise;
    });
    expect(await watch(1, 600)).toMatchObject({ revision: 1, flags_revision: 1 });
    const heard = watch(1, 2_000);
    done.resolve();
    await committed;
    expect(await heard).toMatchObject({ revision: 2, flags_revision: 2 });
  });

  test('is told which revision changed a flag last, also of flags that are gone, and after the data was set back', async () => {
    await using deployment = await deploy();
    const { config } = (await deployment.host(['config'])).ports;
    const last = async () => (await config.watchConfiguration({ flags: 'x', settings: 'gateway.' }, gateway())).flags_revision;
    expect(await last()).toBe(0);
    await config.putSetting({ key: 'a', value: 1 }, call());
    expect(await last()).toBe(0);
    await config.putFlag({ key: 'f', definition: banner }, call());
    await config.putSetting({ key: 'a', value: 2 }, call());
    expect(await last()).toBe(2);
    await config.deleteFlag({ key: 'f' }, call());
    expect(await last()).toBe(4);
    await deployment.sql('config', 'delete from revision_change where revision > 3');
    await deployment.sql('config', 'update configuration set revision = 3');
    expect(await last()).toBe(2);
  });
});
