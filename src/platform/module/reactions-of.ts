import { portOf, type ModuleDefinition } from '@aurora/kernel';
import { Container } from 'inversify';
import type { Reactions } from '../events/index.ts';
import { services } from './services.ts';

/** Stands for what a module is given when nothing is to be done with it: whatever is asked of it, it is itself. */
const nothing: object = new Proxy(() => nothing, { get: (_, name) => (name === 'then' || typeof name === 'symbol' ? undefined : nothing) });

/** What a module does about the events of others, without a database or anything else to work with. */
export async function reactionsOf({ calls, services: bindings }: Pick<ModuleDefinition, 'calls' | 'services'>): Promise<readonly Reactions[]> {
  const container = new Container({ defaultScope: 'Singleton' });
  for (const service of Object.values(services)) if (service !== services.reactions) container.bind(service as symbol).toConstantValue(nothing);
  for (const contract of calls) container.bind(portOf(contract)).toConstantValue(nothing as never);
  container.load(bindings);
  return container.isBound(services.reactions) ? container.getAsync(services.reactions) : [];
}
