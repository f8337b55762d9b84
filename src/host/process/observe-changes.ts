import type { AnswerCache } from '@aurora/gateway';
import { moduleNames } from '@aurora/platform/settings';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { Hosting } from './hosting.ts';
import type { PlacedPorts } from './placed-ports.ts';
import type { Teardown } from './teardown.ts';

export interface ObserveChangesOptions {
  readonly cache: AnswerCache;
  readonly hosting: Hosting;
  readonly ports: PlacedPorts;
  readonly logger: Logger;
  readonly teardown: Teardown;
}

/** Ends the gateway's copies of the answers of modules elsewhere when these tell of a change, whoever has asked for it. */
export async function observeChanges({ cache, hosting, logger, ports, teardown }: ObserveChangesOptions): Promise<void> {
  const { observe, PortSource } = await import('@aurora/platform/events');
  for (const module of moduleNames) {
    if (hosting.hosted.some(({ name }) => name === module) || !await ports.reaches(module)) continue;
    const end = (): void => { void cache.invalidate(module); };
    teardown.add(observe(new PortSource('gateway', () => ports.openEvents(module, 'gateway')), {
      changed: end, missed: end,
      away: error => logger.warn({ 'event.action': 'events.away', 'labels.module': module, ...errorFields(error) }, `the events of ${module} cannot be read; copies of its answers end by their age`),
    }));
  }
}
