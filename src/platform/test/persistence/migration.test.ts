import { expect, test } from '@jest/globals';
import { migrate, type Migration } from '@aurora/platform/persistence';
import { onEachDatabase, TestDatabase } from '@aurora/test/running';

const tables: Migration = {
  name: '0001-notes',
  async up(schema) {
    await schema.createTable('note').addColumn('id', schema.types.integer, column => column.notNull().primaryKey()).addColumn('day', schema.types.time).execute();
    await schema.createIndex('note', ['day']);
  },
};
const more = (end: () => Promise<void>): Migration => ({
  name: '0002-rooms',
  async up(schema) {
    await schema.createTable('room').addColumn('id', schema.types.integer, column => column.notNull().primaryKey()).addColumn('floor', schema.types.integer).execute();
    await schema.createIndex('room', ['floor']);
    await schema.addColumn('note', 'room', schema.types.integer);
    await end();
  },
});

onEachDatabase('migrations', ({ engine }) => {
  test('that end in the middle are made when they are run again', async () => {
    await using database = await TestDatabase.create(engine, []);
    const { client, dialect } = await database.open();
    const ended = more(async () => { throw new Error('the power is off'); });
    await expect(migrate(client(), dialect, [tables, ended])).rejects.toThrow('the power is off');
    const names = await migrate(client(), dialect, [tables, more(async () => undefined)]);
    expect(names.at(-1)).toBe('0002-rooms');
    await database.sql('insert into room (id, floor) values (1, 2)');
    await database.sql('insert into note (id, room) values (1, 1)');
    expect(await migrate(client(), dialect, [tables, ended])).toEqual([]);
  });

  test('that several hosts run at once are made once', async () => {
    await using database = await TestDatabase.create(engine, []);
    const hosts = await Promise.all([1, 2, 3, 4].map(() => database.open()));
    const names = await Promise.all(hosts.map(({ client, dialect }) => migrate(client(), dialect, [tables, more(async () => undefined)])));
    expect(names.flat().toSorted()).toEqual(['0001-notes', '0002-rooms']);
  });
});
