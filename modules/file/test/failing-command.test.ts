import { expect, test } from '@jest/globals';
import { expectNothingElse } from './consistency.ts';
import { bytes, call, codeOf } from './calls.ts';
import { Deployment, type DatabaseEngine } from './deployment.ts';
import { onEveryEngine } from './engines.ts';

/** Makes the database do something by itself before rows are inserted in a table. */
async function beforeInsert(deployment: Deployment, engine: DatabaseEngine, table: string, statement: Readonly<Record<DatabaseEngine, string>>): Promise<void> {
  const body = engine === 'sqlite' ? `begin ${statement.sqlite}; end` : `for each row ${statement.mariadb}`;
  await deployment.sql(`create trigger meanwhile before insert on ${table} ${body}`);
}

const refusing = { sqlite: "select raise(abort, 'refused')", mariadb: "signal sqlstate '45000' set message_text = 'refused'" };
const givingUp = { sqlite: 'update content set sha256 = null', mariadb: 'update content set sha256 = null' };

onEveryEngine('an upload whose command fails', engine => {
  test('leaves nothing behind', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    await beforeInsert(deployment, engine, 'file', refusing);
    await expect(port.upload({ name: 'a.txt', content: bytes('text') }, call('key'))).rejects.toThrow('refused');
    expect(await deployment.stored()).toEqual([]);
    await deployment.sql('drop trigger meanwhile');
    await port.upload({ name: 'a.txt', content: bytes('text') }, call('key'));
    await expectNothingElse(deployment);
  });

  test('leaves alone what another file has', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    await port.upload({ name: 'a.txt', content: bytes('text') }, call());
    await beforeInsert(deployment, engine, 'event_store', refusing);
    await expect(port.upload({ name: 'b.txt', content: bytes('text') }, call())).rejects.toThrow('refused');
    await expectNothingElse(deployment);
    expect(await deployment.stored()).toHaveLength(1);
  });

  test('because a collection took it for dead makes no file without bytes', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    await beforeInsert(deployment, engine, 'command_record', givingUp);
    expect(await codeOf(port.upload({ name: 'a.txt', content: bytes('text') }, call('key')))).toBe('UNAVAILABLE');
    await deployment.sql('drop trigger meanwhile');
    expect(await deployment.sql('select id from file')).toEqual([]);
    expect(await deployment.stored()).toEqual([]);
    await port.upload({ name: 'a.txt', content: bytes('text') }, call('key'));
    await expectNothingElse(deployment);
  });
});
