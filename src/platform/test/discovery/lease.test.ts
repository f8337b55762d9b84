import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Lease } from '../../discovery/lease.ts';

test('An entry is taken out after the renewal that is under way, which would put it back.', async () => {
  const done: string[] = [];
  const begun = Promise.withResolvers<void>(), renewed = Promise.withResolvers<void>();
  const lease = await Lease.begin({
    module: 'subject', record: async () => 'record', report: () => undefined,
    hold: {
      async renew() {
        done.push('renew');
        if (done.length === 1) return;
        begun.resolve();
        await renewed.promise;
        done.push('renewed');
      },
      async release() { done.push('release'); },
    },
  });
  await begun.promise;
  const ended = Promise.all([lease.deregister(), lease.deregister()]);
  await nextTurn();
  expect(done).toEqual(['renew', 'renew']);
  renewed.resolve();
  await ended;
  expect(done).toEqual(['renew', 'renew', 'renewed', 'release']);
});

test('What cannot be taken out expires: nobody waits for it, and nothing is thrown.', async () => {
  const lease = await Lease.begin({
    module: 'subject', record: async () => 'record', report: () => undefined,
    hold: { renew: () => Promise.reject(new Error('away')), release: () => Promise.reject(new Error('away')) },
  });
  await expect(lease.deregister()).resolves.toBeUndefined();
});

test('A registry that does not answer holds up nobody who leaves.', async () => {
  const never = Promise.withResolvers<void>();
  let renewals = 0;
  const lease = await Lease.begin({
    module: 'subject', record: async () => 'record', report: () => undefined,
    hold: { renew: () => { renewals += 1; return renewals === 1 ? Promise.resolve() : never.promise; }, release: () => never.promise },
  });
  await until(async () => renewals === 2);
  await lease.deregister();
});
