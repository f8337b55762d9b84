import type { Background } from '@aurora/platform/module';
import type { Commands, Queries } from '@aurora/platform/persistence';
import type { Contents } from '../persistence/contents.ts';
import type { FileStore } from '../store/file-store.ts';
import { expireStaged } from './expire-staged.ts';

const minute = 60_000;

/** Older than any upload can be, in milliseconds. */
const deadAge = 60 * minute;

/** How long one round may expire files, in milliseconds: a host that is told to stop waits for it. The next round goes on. */
const round = 5_000;

/** What is done without being asked: at the start a first bounded part, so that a long queue does not hold the start up. */
export function keepHouse(background: Background, commands: Commands, queries: Queries, contents: Contents, store: FileStore): void {
  const expireMany = async () => {
    const until = performance.now() + round;
    while (await expireStaged(commands, queries, contents) && performance.now() < until);
  };
  const sweep = async () => { await store.sweep(deadAge); };
  background.atStart('expire staged files', async () => { await expireStaged(commands, queries, contents); });
  background.atStart('collect content', () => contents.collectAll());
  background.atStart('sweep incoming', sweep);
  background.every('expire staged files', minute, expireMany);
  background.every('collect content', minute, () => contents.collectAll());
  background.every('sweep incoming', 60 * minute, sweep);
}
