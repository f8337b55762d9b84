import { InvalidArgumentError } from 'commander';

const most = 64;

/** The value of `--concurrency`. */
export function readConcurrency(text: string): number {
  const number = Number(text);
  if (!/^\d{1,3}$/.test(text) || number < 1 || number > most) throw new InvalidArgumentError(`It is a number from 1 to ${most}.`);
  return number;
}
