import { Gauge, type Registry } from 'prom-client';
import type { ModuleSagas, OpenSagas } from './module-sagas.ts';

/** A module, as much of it as is measured. */
export interface MeasuredSagas {
  readonly contract: { readonly module: string };
  readonly sagas: Pick<ModuleSagas, 'open'>;
}

/** Milliseconds after which a saga that goes on and on is worth a look. */
const bound = 600_000;

const sum = (open: readonly OpenSagas[]): number => open.reduce((all, { sagas }) => all + sagas, 0);

/** What operators should look at in the sagas, by module. */
export function sagaWarnings(modules: readonly MeasuredSagas[]): Record<string, string> {
  const found = modules.flatMap(({ contract: { module }, sagas: { open } }) => {
    const stuck = sum(open.filter(({ status }) => status === 'stuck'));
    const oldest = open.filter(({ status }) => status !== 'stuck').map(one => one.oldest).sort()[0];
    const texts = [
      ...(stuck > 0 ? [`${stuck} sagas are stuck`] : []),
      ...(oldest !== undefined && Date.now() - Date.parse(oldest) > bound ? [`a saga has been under way since ${oldest}`] : []),
    ];
    return texts.length > 0 ? [[module, texts.join('; ')] as const] : [];
  });
  return Object.fromEntries(found);
}

/** Measures how many sagas have not ended. */
export function measureSagas(registry: Registry, modules: readonly MeasuredSagas[]): void {
  new Gauge({
    name: 'aurora_sagas', help: 'Sagas that have not ended, as of the last five seconds.', labelNames: ['module', 'type', 'status'] as const, registers: [registry],
    collect() {
      this.reset();
      for (const { contract: { module }, sagas } of modules) for (const { sagas: count, status, type } of sagas.open) this.set({ module, type, status }, count);
    },
  });
}
