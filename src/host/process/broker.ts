import type { Broker } from '@aurora/platform/broker';
import type { EventBus } from '@aurora/platform/events';
import type { Settings } from '@aurora/platform/settings';
import type { Logger, Metrics } from '@aurora/platform/telemetry';
import type { Hosting } from './hosting.ts';
import type { Teardown } from './teardown.ts';

export interface OpenBrokerOptions {
  readonly settings: Settings;
  readonly hosting: Hosting;
  readonly bus: EventBus;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly teardown: Teardown;
}

/** The broker of the modules' events, if one is set; its code is loaded then. It is not waited for: a start does not depend on it. */
export async function openBroker({ bus, hosting, logger, metrics, settings, teardown }: OpenBrokerOptions): Promise<Broker | undefined> {
  if (settings.BROKER_URL === undefined || hosting.hosted.length === 0) return undefined;
  const { Broker, measureBroker } = await import('@aurora/platform/broker');
  const broker = new Broker({ url: settings.BROKER_URL, prefix: settings.BROKER_PREFIX, name: hosting.service, bus, logger });
  teardown.add(() => broker.close());
  measureBroker(metrics.registry, broker);
  return broker;
}
