import { Gauge, type Registry } from 'prom-client';
import type { Measure } from './services.ts';

/** Shows what modules measure of their own. */
export function measureModules(registry: Registry, modules: readonly { readonly measures: readonly Measure[] }[]): void {
  for (const { help, name, read } of modules.flatMap(({ measures }) => measures)) new Gauge({ name, help, registers: [registry], collect() { this.set(read()); } });
}
