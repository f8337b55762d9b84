import type { configContract } from '@aurora/config/contract';
import { AuroraError, isAway, type Port } from '@aurora/kernel';
import type { AdminSources } from './sources.ts';

type Config = Port<typeof configContract>;

/** Asks the config module. Throws `UNAVAILABLE` where it cannot be reached, whatever the way there says of it. */
export async function askConfig<Answer>({ config }: Pick<AdminSources, 'config'>, ask: (config: Config) => Promise<Answer>): Promise<Answer> {
  try {
    if (config) return await ask(config);
  } catch (cause) {
    if (!isAway(cause)) throw cause;
    throw new AuroraError('UNAVAILABLE', 'The config module, which keeps the placements, does not answer. What is known goes on.', { retryAfter: 1, cause });
  }
  throw new AuroraError('UNAVAILABLE', 'This gateway reaches no config module, which would keep the placements.');
}
