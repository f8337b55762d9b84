import { Gauge, type Registry } from 'prom-client';
import type { ModuleEvents } from './module-events.ts';
import type { EventsStatus } from './operator-schemas.ts';

/** A module, as much of it as is measured. */
export interface Measured {
  readonly contract: { readonly module: string };
  readonly events: Pick<ModuleEvents, 'status'>;
}

/** Milliseconds that a module may be behind another before operators are told. */
const bound = 60_000;

const secondsSince = (time: string | null): number => (time === null ? 0 : Math.max(0, Date.now() - Date.parse(time)) / 1000);

/** What operators should look at in the events that the modules hear of, by module. */
export function eventWarnings(modules: readonly Measured[]): Record<string, string> {
  const found = modules.flatMap(({ contract, events }) => (events.status?.subscriptions ?? []).flatMap(({ archived, behind_since, parked, position, source }) => [
    ...(archived === null ? [] : [[contract.module, `has handled the events of ${source} up to ${position}, and those up to ${archived} have been archived`] as const]),
    ...(parked > 0 ? [[contract.module, `${parked} events of ${source} are parked`] as const] : []),
    ...(secondsSince(behind_since) * 1000 > bound ? [[contract.module, `is behind the events of ${source} since ${behind_since}`] as const] : []),
  ]));
  return Object.fromEntries(Map.groupBy(found, ([module]) => module).entries().map(([module, texts]) => [module, texts.map(([, text]) => text).join('; ')]));
}

/** Measures how far the modules are with the events that they hear of. */
export function measureEvents(registry: Registry, modules: readonly Measured[]): void {
  const labelNames = ['module', 'source'] as const;
  const gauge = (name: string, help: string, value: (subscription: EventsStatus['subscriptions'][number]) => number | null): void => {
    new Gauge({
      name, help, labelNames, registers: [registry],
      collect() {
        for (const { contract: { module }, events } of modules) for (const subscription of events.status?.subscriptions ?? []) {
          const measured = value(subscription);
          if (measured !== null) this.set({ module, source: subscription.source }, measured);
        }
      },
    });
  };
  gauge('aurora_events_lag', 'Events of a source that a module has not come to yet.', ({ lag }) => lag);
  gauge('aurora_events_lag_seconds', 'Since when the first of those has waited, seconds.', ({ behind_since }) => secondsSince(behind_since));
  gauge('aurora_events_waiting', 'Events that a module keeps to handle them later.', ({ waiting }) => waiting);
  gauge('aurora_events_parked', 'Events that wait for an operator.', ({ parked }) => parked);
}
