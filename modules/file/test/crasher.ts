import { argv, stdout } from 'node:process';
import { setTimeout as wait } from 'node:timers/promises';
import { Random } from '@aurora/test/random';
import { bytes, call, codeOf } from './calls.ts';
import { openHost } from './open-host.ts';

/**
 * A host that uploads, claims, deletes and collects without end, until it is killed, and says what it has done and what it is about to undo.
 * Arguments: data folder, database location as JSON, settings besides as JSON, a name of its own, a seed.
 */
const [, , dataDir, location, env, name, seed] = argv;
const host = await openHost(dataDir!, JSON.parse(location!), { env: JSON.parse(env!) });
const { port } = host;
const random = new Random(Number(seed));
const say = (...words: readonly string[]): void => { stdout.write(`${words.join(' ')}\n`); };
const holder = `syllabus:${name}`;
const held: string[] = [];
say('ready');
// What is done at a start, and every minute after that: expire, collect, sweep.
await host.start();
for (let round = 1; ; round += 1) {
  const { id } = await port.upload({ name: `${name}-${round}.txt`, content: bytes(`content ${random.below(6)}`) }, call());
  const next = random.pick(['claim', 'claim', 'delete', 'leave'] as const);
  if (next === 'claim') {
    // One that is staged may be expired by another host before it is claimed.
    const claimed = await port.claim({ id, holder }, call()).then(() => true, async error => { if (await codeOf(Promise.reject(error as Error)) !== 'NOT_FOUND') throw error; });
    if (claimed) {
      held.push(id);
      say('claimed', id);
    }
  } else if (next === 'delete') {
    await port.delete({ id }, call()).catch((error: { code?: string }) => { if (error.code !== 'NOT_FOUND') throw error; });
  }
  if (held.length > 3) {
    const left = held.splice(random.below(held.length), 1)[0]!;
    say('leaves', left);
    await port.unclaim({ id: left, holder }, call());
  }
  say('went', String(round));
  await wait(random.below(5));
}
