import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { eventTablesV1 } from '@aurora/platform/events';
import { migrate, openDatabase, platformTablesV1, relocationTablesV1, type ModuleDatabase } from '@aurora/platform/persistence';
import { testFolder } from '@aurora/test/running';
import { ServerSchemas } from '@aurora/test/server-schemas';
import { describeWith } from '@aurora/test/services';
import { sql } from 'kysely';

const migrations = [platformTablesV1, { name: '0002-events', up: eventTablesV1 }, { name: '0003-relocation', up: relocationTablesV1 }];

const change = (database: ModuleDatabase, statement: string): Promise<unknown> => database.transactions.run(transaction => transaction.query(sql.raw(statement)));
const say = (database: ModuleDatabase, stage: string, other: string): Promise<unknown> =>
  change(database, `insert into relocation values (1, 'r', 'x', '${stage}', 'embedded', '${other}', 1, 1, null, 0, null, null, 'test', '', '')`);
const count = (database: ModuleDatabase): Promise<unknown> => database.transactions.run(async transaction => {
  await transaction.query(sql.raw("update id_allocator set next = next + 1 where name = 'thing'"));
  return (await transaction.query<{ next: number }>(sql.raw("select next from id_allocator where name = 'thing'")))[0]?.next;
});

describeWith('mariadb', 'data that has moved', () => {
  test('a command and a query that meet tables that have been moved away wait, and go on where the marker says', async () => {
    await using schemas = new ServerSchemas();
    const url = await schemas.url('moved');
    const there = await openDatabase({ module: 'x', location: { url, pool: 3 }, entities: [] });
    await migrate(there.client(), there.dialect, migrations);
    await change(there, "insert into id_allocator values ('thing', 100)");
    await using folder = await testFolder();
    const location = { file: join(folder.path, 'x.sqlite') };
    const options = { module: 'x', location, entities: [], locate: async () => ({ url, pool: 3 }) };
    const operator = await openDatabase({ module: 'x', location, entities: [] });
    await migrate(operator.client(), operator.dialect, migrations);
    await change(operator, "insert into id_allocator values ('thing', 1)");
    const here = await openDatabase(options);
    const moves: string[] = [];
    here.onMoved(() => moves.push(here.reference));
    expect(await count(here)).toBe(2);

    await say(operator, 'fenced', 'secret:there');
    await change(operator, 'alter table id_allocator rename to moved_id_allocator');
    const query = here.queries.builder<{ id_allocator: { next: number } }>().selectFrom('id_allocator').select('next');
    const waiting = Promise.all([count(here), here.queries.all(query)]);
    await change(operator, "update relocation set stage = 'moved'");
    const [counted, rows] = await waiting;
    expect(counted).toBe(101);
    expect([100, 101]).toContain(rows[0]!.next);
    expect(moves).toEqual(['secret:there']);
    expect(here.dialect).toBe('mysql');

    const later = await openDatabase(options);
    expect(later.reference).toBe('secret:there');
    for (const database of [here, later, operator, there]) await database.close();
  });

  test('tables that have been put back are used again', async () => {
    await using folder = await testFolder();
    const location = { file: join(folder.path, 'x.sqlite') };
    const [operator, here] = [await openDatabase({ module: 'x', location, entities: [] }), await openDatabase({ module: 'x', location, entities: [] })];
    await migrate(operator.client(), operator.dialect, migrations);
    await change(operator, "insert into id_allocator values ('thing', 1)");
    await say(operator, 'fenced', 'secret:there');
    await change(operator, 'alter table id_allocator rename to moved_id_allocator');
    const waiting = count(here);
    await operator.transactions.run(async transaction => {
      await transaction.query(sql.raw('alter table moved_id_allocator rename to id_allocator'));
      await transaction.query(sql.raw("update relocation set stage = 'copying'"));
    });
    expect(await waiting).toBe(2);
    await here.close();
    await operator.close();
  });
});
