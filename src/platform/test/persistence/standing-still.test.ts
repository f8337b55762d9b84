import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { expect, test } from '@jest/globals';
import { platformTablesV1 } from '@aurora/platform/persistence';
import { TestDatabase, until } from '@aurora/test/running';
import { sql } from 'kysely';

/** Another host of the same file, under the name by which its leases are known: it says that, and holds a transaction open, or has ended one. */
const program = (openDatabase: string) => `
  import { openDatabase } from ${JSON.stringify(openDatabase)};
  const database = await openDatabase({ module: 'other', location: { file: process.argv[1] }, entities: [] });
  const { holder } = await database.openWorker();
  setInterval(() => undefined, 1_000);
  const say = () => process.stdout.write(holder);
  await database.transactions.run(async () => { if (process.argv[2] === 'inside') { say(); await new Promise(() => undefined); } });
  say();
`;

/** One that stands still or not, inside a transaction or not. */
async function otherHost(file: string, where: 'inside' | 'outside', still: boolean) {
  const child = spawn(process.execPath, ['--input-type=module', '-e', program(import.meta.resolve('@aurora/platform/persistence')), file, where], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit') as Promise<[number | null, string | null]>;
  const [name] = await once(child.stdout, 'data') as [Buffer];
  if (still) {
    child.kill('SIGSTOP');
    await until(async () => (await readFile(`/proc/${child.pid}/stat`, 'utf8')).includes(') T '));
  }
  return { holder: name.toString(), ended, async [Symbol.asyncDispose]() { child.kill('SIGKILL'); await ended; } };
}

const onLinux = process.platform === 'linux' ? test : test.skip;

onLinux('a holder that stands still in a transaction is ended by who takes over, and nobody else is [sqlite]', async () => {
  await using database = await TestDatabase.create('sqlite', [platformTablesV1]);
  const { file } = database.location as { file: string };
  const own = await database.open();
  const { free, holder } = await own.openWorker();
  expect(await free('')).toBe(false);
  expect(await free(holder)).toBe(false);
  {
    await using working = await otherHost(file, 'inside', false);
    expect(await free(working.holder)).toBe(false);
  }
  {
    await using idle = await otherHost(file, 'outside', true);
    expect(await free(idle.holder)).toBe(false);
  }
  await using still = await otherHost(file, 'inside', true);
  const [pid, started, ...place] = still.holder.split('.');
  expect(await free([pid, Number(started) + 1, ...place].join('.'))).toBe(false);
  expect(await free([pid, started, '00000000', place[1]].join('.'))).toBe(false);
  expect(await free(still.holder)).toBe(true);
  expect(await still.ended).toEqual([null, 'SIGKILL']);
  await own.transactions.run(transaction => transaction.query(sql`update event_store set position = position`));
});
