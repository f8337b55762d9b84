import { expect, test } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import { until } from '@aurora/test/running';
import { sql } from 'kysely';
import { EventsWorkbench } from './workbench.ts';

describeWith('mariadb', 'a host that stands still in the middle of a transaction', () => {
  test('loses its connection to the one that takes over, and commits nothing', async () => {
    await using bench = await EventsWorkbench.create('mariadb');
    const teller = await bench.tell();
    const { promise: stuck, resolve: release } = Promise.withResolvers<void>();
    const { promise: reached, resolve: reach } = Promise.withResolvers<void>();
    await bench.hear(teller.source, async (_, { transaction }) => {
      // It holds what the next one needs, and MariaDB does not end it by itself.
      await transaction.query(sql`set session idle_write_transaction_timeout = 0`);
      await transaction.query(sql`select * from event_subscription for update`);
      reach();
      await stuck;
    });
    await teller.change('a', 1);
    await reached;
    // As if its lease had run out: it is renewed only every few seconds.
    await bench.hearer.sql("update worker_lease set until = 0 where name like 'handling%'");
    await bench.hear(teller.source);
    await until(async () => (await bench.effects()).length > 0);
    release();
    await teller.change('a', 2);
    await bench.reached(2);
    await until(async () => (await bench.effects()).length === 2);
    expect(await bench.effects()).toEqual(['thing-a 1', 'thing-a 2']);
  });
});
