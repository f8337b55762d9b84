import type { Logger } from '@aurora/platform/telemetry';
import type { Registry } from 'prom-client';
import { shadowDeadline } from './answers/shadow-reads.ts';
import { AnswerCache, MemoryStore, peerStore, type AnswerStore } from './cache/index.ts';
import type { Peers } from './peers.ts';
import { Shadow } from './shadow/index.ts';

/** Reads that are repeated at once, and that wait. */
const capacity = 4, queue = 64;

/** The gateway's copies of answers, where AURORA_CACHE says; undefined where it keeps none. A Redis is loaded with the first use. */
export async function openCache(place: 'off' | 'memory' | 'redis', redisUrl: string | undefined, registry: Registry, logger: Logger, peers?: Peers): Promise<AnswerCache | undefined> {
  if (place === 'off') return undefined;
  const store = place === 'memory' ? inMemory(peers) : (await import('./cache/open-redis-store.ts')).openRedisStore(redisUrl!, registry, logger);
  return new AnswerCache({ store, registry });
}

const inMemory = (peers: Peers | undefined): AnswerStore => (peers ? peerStore(new MemoryStore(), peers) : new MemoryStore());

/** What compares the two sides of a module; each difference is logged, masked. */
export const openShadow = (registry: Registry, logger: Logger): Shadow => new Shadow({
  capacity, queue, deadline: shadowDeadline, registry,
  different: request => logger.warn({ 'event.action': 'shadow.different', 'labels.shadow': JSON.stringify(request) }, 'the two sides of a module answer differently'),
});
