import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

/** Milliseconds after the start in which it is still likely that somebody waits for an answer. */
const settling = 1_000;

/** What one request leaves is collected sooner by one thread than several threads are woken. */
export const collectWithOneThread = (): void => setFlagsFromString('--no-parallel-scavenge');

/** Gives back, once, what only the start needed: a quarter of the process's memory, for a pause of about 0.1 s. Other collections keep it. */
export function releaseStartMemory(): void {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as (options: { type: 'major'; flavor: 'last-resort' }) => void;
  setTimeout(() => collect({ type: 'major', flavor: 'last-resort' }), settling).unref();
}
