import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deployment, moduleNames, type ModuleName } from '@aurora/test/running';
import { describeWith, serviceUrl } from '@aurora/test/services';
import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';

const statements = {
  read: 'select * from ??.event_store', change: 'delete from ??.event_store', make: 'create table ??.planted (id int)', drop: 'drop table ??.event_store',
};
const pairs = moduleNames.flatMap(reader => moduleNames.filter(owner => owner !== reader).map(owner => ({ reader, owner })));
const schemaOf = (url: string): string => new URL(url).pathname.slice(1);

async function connected<Result>(url: string, use: (connection: Connection) => Promise<Result>): Promise<Result> {
  const connection = await createConnection(url);
  try {
    return await use(connection);
  } finally {
    await connection.end();
  }
}

/** What the account of `url` may do in `schema`. */
const allowed = (url: string, schema: string): Promise<string[]> => connected(url, async connection => {
  const done: string[] = [];
  for (const [name, statement] of Object.entries(statements)) {
    const refusal = await connection.query(statement, [schema]).then(() => done.push(name), (error: { code: string }) => error.code);
    if (typeof refusal === 'string') expect(refusal).toMatch(/^ER_(?:TABLE|DB)ACCESS_DENIED_ERROR$/);
  }
  return done;
});

describeWith('mariadb', 'A module\'s account on the database server', () => {
  let deployment: Deployment;
  const urlOf = (module: ModuleName): Promise<string> => deployment.databases.url(module);
  const mayIn = async (reader: ModuleName, owner: ModuleName): Promise<string[]> => allowed(await urlOf(reader), schemaOf(await urlOf(owner)));

  beforeAll(async () => {
    deployment = await Deployment.create('mariadb');
    for (const module of moduleNames) await urlOf(module);
  });
  afterAll(async () => { await deployment[Symbol.asyncDispose](); });

  test.each(moduleNames)('shows the %s module no schema but its own', async module => {
    const url = await urlOf(module);
    const rows = await connected(url, async connection => (await connection.query<RowDataPacket[]>('show databases'))[0]);
    expect(rows.map(row => row['Database']).filter(name => name !== 'information_schema')).toEqual([schemaOf(url)]);
  });

  test.each(pairs)('lets the $reader module do nothing with what is of $owner', async ({ reader, owner }) => {
    expect(await mayIn(reader, owner)).toEqual([]);
  });

  test('is found out when it has been given too much', async () => {
    const [user, schema] = [schemaOf(await urlOf('subject')), schemaOf(await urlOf('file'))];
    await connected(serviceUrl('mariadb'), administrator => administrator.query("grant select on ??.* to ?@'%'", [schema, user]));
    expect(await mayIn('subject', 'file')).toEqual(['read']);
  });
});
