import { expect, test } from '@jest/globals';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { TestDatabase } from '@aurora/test/running';
import { sql } from 'kysely';

test('a database that was held for longer than a command waits is written to again when it is let go [sqlite]', async () => {
  await using database = await TestDatabase.create('sqlite', [platformTablesV1]);
  const [holder, waiting] = [await database.open(), await database.open()];
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const holding = holder.transactions.run(async () => {
    hold();
    await released;
  });
  await held;
  const write = () => waiting.transactions.run(transaction => transaction.query(sql`update event_store set position = position`));
  await Promise.all([1, 2].map(() => expect(write()).rejects.toMatchObject({ code: 'UNAVAILABLE' })));
  release();
  await holding;
  await write();
});
