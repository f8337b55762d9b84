import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { Random } from '@aurora/test/random';
import { age, expectNoFileWithoutBytes, expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { onEveryStore } from './every-store.ts';

/** Crashes of each deployment: AURORA_TEST_FILE_CRASHES=200 npm test -- --only unit file/test/crashes */
const crashes = Number(process.env['AURORA_TEST_FILE_CRASHES'] ?? 6);
const seed = Math.floor(Math.random() * 1_000_000);

/** Hosts at once. */
const hosts = 3;

/** What is staged goes at once, so that there is always something to be expired. */
const env = { AURORA_FILE_STAGED_TTL: '1s' };

/** Runs a host and kills it some milliseconds after it has done as much as chance will have it; answers what it said. */
async function runUntilKilled(deployment: Deployment, name: string, random: Random): Promise<string[]> {
  const child = spawn(process.execPath, [
    join(import.meta.dirname, 'crasher.ts'), deployment.dataDir, JSON.stringify(deployment.location), JSON.stringify({ ...env, ...deployment.env }), name, String(random.below(1e9)),
  ], { env: process.env, stdio: ['ignore', 'pipe', 'pipe'] });
  const gone = once(child, 'close');
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => { errors += text; });
  const lines: string[] = [];
  const [enough, moment] = [1 + random.below(20), random.below(20)];
  let ending: Promise<unknown> | undefined;
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line);
    if (lines.length >= enough) ending ??= wait(moment).then(() => child.kill('SIGKILL'));
  }
  await gone;
  expect([child.signalCode, errors]).toEqual(['SIGKILL', '']);
  return lines;
}

/** Lets time pass for what was being received. */
async function ageIncoming({ dataDir }: Deployment): Promise<void> {
  const incoming = join(dataDir, 'files/incoming'), old = Date.now() / 1_000 - 2 * 3_600;
  for (const name of await readdir(incoming)) await utimes(join(incoming, name), old, old);
}

onEveryStore(`${crashes} crashes of hosts that upload, claim, delete and collect`, engine => {
  test(`take no file that is held, and leave nothing behind (seed ${seed})`, async () => {
    await using deployment = await Deployment.create(engine);
    const random = new Random(seed);
    const held = new Set<string>();
    let left = crashes;
    await Promise.all(Array.from({ length: hosts }, async (_, number) => {
      for (let life = 0; left > 0; life += 1) {
        left -= 1;
        for (const line of await runUntilKilled(deployment, `h${number}-${life}`, random)) {
          const [word, id] = line.split(' ');
          if (word === 'claimed') held.add(id!);
          if (word === 'leaves') held.delete(id!);
        }
      }
    }));
    await expectNoFileWithoutBytes(deployment);
    await age(deployment);
    await ageIncoming(deployment);
    await deployment.sql("update file set expires_at = '2000-01-01T00:00:00.000Z' where expires_at is not null");
    // One start expires some, the next what is left.
    for (let staged = 1; staged > 0;) {
      await deployment.restart({ env });
      [{ staged }] = await deployment.sql<{ staged: number }>("select count(*) as staged from file where status = 'staged'") as [{ staged: number }];
    }
    await deployment.restart({ env });
    await expectNothingElse(deployment);
    const there = new Set((await deployment.sql<{ id: string }>('select id from file')).map(({ id }) => id));
    expect([...held].filter(id => !there.has(id))).toEqual([]);
    expect(held.size).toBeGreaterThan(0);
  }, 300_000 + crashes * 5_000);
});
