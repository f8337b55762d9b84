import { expect, test } from '@jest/globals';
import type { DatabaseLocation } from '@aurora/platform/persistence';
import { call, until } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { admin, fill, settled, stage } from './stage.ts';

async function query<Row>(location: DatabaseLocation, sql: string): Promise<readonly Row[]> {
  if (!('url' in location)) throw new Error('not on a server');
  const connection = await createConnection(location.url);
  try {
    return (await connection.query<(RowDataPacket & Row)[]>(sql))[0];
  } finally {
    await connection.end();
  }
}

const indexesAt = (location: DatabaseLocation) => query<object>(location, `select table_name as tbl, index_name as name, group_concat(column_name order by seq_in_index) as columns, min(non_unique) as many from information_schema.statistics
  where table_schema = database() group by tbl, name order by tbl, name`);
const leftOut = (location: DatabaseLocation) => query<{ table_name: string }>(location, 'select table_name, name from relocation_index');

describeWith('mariadb', 'indexes that are made after the rows', () => {
  test('are those of the migrations, though the host has ended between', async () => {
    await using resources = new AsyncDisposableStack();
    const small = await stage(resources);
    await small.relocation.startRelocation({ to: 'secret:one' }, call(admin));
    await settled(small.relocation, 'arrived');
    const expected = await indexesAt(small.places.get('secret:one')!);

    const { deployment, hosts, places, ports, relocation } = await stage(resources, { relocating: { indexLate: 1, pageSize: 1 } });
    await fill(ports[0]!, 300);
    await relocation.startRelocation({ to: 'secret:one' }, call(admin));
    const there = places.get('secret:one')!;
    await until(async () => (await leftOut(there)).some(left => left.table_name === 'subject'));
    await Promise.all(hosts.map(host => host.stop()));
    expect((await indexesAt(there)).length).toBe(expected.length - (await leftOut(there)).length);
    expect((await leftOut(there)).length).toBeGreaterThan(1);

    const next = await deployment.host(['subject'], { locate: async reference => places.get(reference)! });
    await next.start();
    expect((await settled(next.relocations.subject, 'arrived', 'failed')).place).toBe('secret:one');
    expect(await indexesAt(there)).toEqual(expected);
    expect(await leftOut(there)).toEqual([]);
    expect((await next.ports.subject.list({ limit: 1 }, call())).items).toHaveLength(1);
  }, 120_000);
});
