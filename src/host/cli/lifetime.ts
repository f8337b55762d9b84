import { parseDuration } from '@aurora/platform/settings';
import { InvalidArgumentError } from 'commander';

const shortest = parseDuration('1s')!, longest = parseDuration('3650d')!;

/** Milliseconds of a duration on the command line for which a credential shall work. */
export function readLifetime(text: string): number {
  const lifetime = parseDuration(text);
  if (lifetime === undefined || lifetime < shortest || lifetime > longest) throw new InvalidArgumentError('It must be from 1s to 3650d, as in 30m, 8h or 90d.');
  return lifetime;
}
