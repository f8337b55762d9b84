import type { Background } from '@aurora/platform/module';
import type { Commands, Queries } from '@aurora/platform/persistence';
import type { Mover } from '../moving/mover.ts';
import type { Contents } from '../persistence/contents.ts';
import type { Spool } from '../store/spool.ts';
import type { Stores } from '../store/stores.ts';
import { expireStaged } from './expire-staged.ts';

const halfSecond = 500, minute = 60_000;

/** Older than any upload can be, in milliseconds. */
const deadAge = 60 * minute;

/** How long one round may expire files, in milliseconds: a host that is told to stop waits for it. The next round goes on. */
const round = 5_000;

/** What is done without being asked: at the start a first bounded part, so that a long queue does not hold the start up. */
export function keepHouse(background: Background, commands: Commands, queries: Queries, contents: Contents, mover: Mover, spool: Spool, stores: Stores): void {
  const expireMany = async () => {
    const until = performance.now() + round;
    while (await expireStaged(commands, queries, contents) && performance.now() < until);
  };
  const sweep = async () => {
    await spool.sweep(deadAge);
    for (const store of await stores.inReach()) await store.sweep(deadAge);
  };
  background.atStart('expire staged files', async () => { await expireStaged(commands, queries, contents); });
  background.atStart('collect content', () => contents.collectAll());
  background.atStart('sweep incoming', sweep);
  background.every('expire staged files', minute, expireMany);
  background.every('collect content', minute, () => contents.collectAll());
  background.every('clear loose content', minute, async () => {
    await mover.tidy();
    await contents.clear();
  });
  background.every('move files between stores', halfSecond, signal => mover.work(signal));
  background.every('sweep incoming', 60 * minute, sweep);
}
