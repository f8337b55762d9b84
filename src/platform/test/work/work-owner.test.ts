import { expect, test } from '@jest/globals';
import { WorkerLease } from '@aurora/platform/events';
import { moduleWork, WorkOwner } from '@aurora/platform/work';
import { onEachDatabase } from '@aurora/test/running';
import { EventsWorkbench } from '../events/workbench.ts';
import { operator } from './operator.ts';

onEachDatabase('the owner of background work', ({ engine }) => {
  const open = async (bench: EventsWorkbench, side: 'monolith' | 'service') => {
    const database = await bench.hearer.open();
    const owner = new WorkOwner(database, side);
    await owner.start();
    return { owner, lease: new WorkerLease(database, 'work', side, owner), work: moduleWork('hearer', database, owner), [Symbol.dispose]: () => owner.stop() };
  };

  test('is whoever comes first, until it is a side', async () => {
    await using bench = await EventsWorkbench.create(engine);
    using monolith = await open(bench, 'monolith');
    using service = await open(bench, 'service');
    expect([monolith.owner.mine, service.owner.mine]).toEqual([true, true]);
    expect(await service.lease.take()).toMatchObject({ fence: 1 });
    expect(await monolith.work.workStatus({}, operator)).toEqual({ side: 'any', epoch: 0, since: null, duties: [{ name: 'work', held: true, side: 'service' }] });
    const handed = await monolith.work.handWork({ side: 'monolith', epoch: 0 }, operator);
    expect(handed).toMatchObject({ side: 'monolith', epoch: 1, duties: [{ held: false }] });
  });

  test('ends the leases of the other side, which gets none any more, whatever it believes', async () => {
    await using bench = await EventsWorkbench.create(engine);
    using monolith = await open(bench, 'monolith');
    using service = await open(bench, 'service');
    const taken = await monolith.lease.take();
    await service.owner.hand('service', 0);
    // It has not looked since.
    expect(monolith.owner.mine).toBe(true);
    expect(await monolith.lease.renew(taken!.fence)).toBe(false);
    expect(await monolith.lease.take()).toBeUndefined();
    expect(await service.lease.take()).toEqual({ fence: 2, before: 'monolith' });
    expect(await service.lease.renew(2)).toBe(true);
  });

  test('is changed from one epoch once', async () => {
    await using bench = await EventsWorkbench.create(engine);
    using monolith = await open(bench, 'monolith');
    using service = await open(bench, 'service');
    await monolith.work.handWork({ side: 'service', epoch: 0 }, operator);
    await expect(service.work.handWork({ side: 'monolith', epoch: 0 }, operator)).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await service.work.handWork({ side: 'service', epoch: 0 }, operator)).toMatchObject({ side: 'service', epoch: 1 });
  });
});
