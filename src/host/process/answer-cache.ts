import type { AnswerCache, Peers } from '@aurora/gateway';
import type { Settings } from '@aurora/platform/settings';
import type { Logger, Metrics } from '@aurora/platform/telemetry';
import { StartError } from './start-error.ts';

/** The answers that the gateway of this process keeps; its code is loaded where it keeps any. */
export async function openAnswerCache({ CACHE: place, REDIS_URL: url }: Settings, { registry }: Metrics, logger: Logger, peers: Peers | undefined): Promise<AnswerCache | undefined> {
  if (place === 'off') return undefined;
  if (place === 'redis' && url === undefined) throw new StartError('AURORA_CACHE is redis: AURORA_REDIS_URL must say where it is.');
  const { openCache } = await import('@aurora/gateway');
  return openCache(place, url, registry, logger, peers);
}
