import { Gauge, type Registry } from 'prom-client';
import type { Broker } from './broker.ts';

/** Measures whether the broker is there, and what it has not been given. */
export function measureBroker(registry: Registry, broker: Broker): void {
  new Gauge({ name: 'aurora_broker_connected', help: 'Whether the broker is there: 1 or 0.', registers: [registry], collect() { this.set(broker.connected ? 1 : 0); } });
  new Gauge({
    name: 'aurora_events_unpublished', help: 'Events of a module that the broker does not have yet.', labelNames: ['module'], registers: [registry],
    async collect() { for (const [module, events] of await broker.unpublished()) this.set({ module }, events); },
  });
}
