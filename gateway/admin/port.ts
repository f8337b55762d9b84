import type { AnyPort, Handlers, OutputOf } from '@aurora/kernel';
import type { ServedModule } from '@aurora/platform/http';
import { createLocalPort } from '@aurora/platform/ports';
import { adoptionHandlers } from './adoption.ts';
import { gatewayContract } from './contract.ts';
import { eventHandlers } from './events.ts';
import { extractionHandlers } from './extractions.ts';
import { requireModule } from './known-module.ts';
import { placementHandlers } from './placements.ts';
import { relocationHandlers } from './relocation.ts';
import { routeStatus } from './routes.ts';
import { sagaHandlers } from './sagas.ts';
import type { AdminSources } from './sources.ts';
import { storageHandlers } from './storage.ts';
import { workHandlers } from './work.ts';
import { stateOf } from './state.ts';

/** Administration, as the gateway serves it beside the API: answered by itself, from what it knows. */
export function adminModule(sources: AdminSources): ServedModule {
  const state = stateOf(sources);
  const handlers: Handlers<typeof gatewayContract> = {
    ...placementHandlers(sources),
    ...eventHandlers(sources),
    ...sagaHandlers(sources),
    ...workHandlers(sources, state),
    ...extractionHandlers(sources),
    ...relocationHandlers(sources),
    ...storageHandlers(sources),
    ...adoptionHandlers(sources),
    targets: async () => ({ items: await state.targets() }),
    breakers: async () => ({ items: (await state.targets()).map(({ name, breaker }) => ({ target: name, state: breaker })) }),
    getHost: () => sources.host(),
    limits: () => ({ ...sources.limits(), limits: [...sources.limits().limits] }),
    routes: () => ({ items: sources.routes().map(route => routeStatus(sources, route)) }),
    getShadow: async ({ module }) => {
      requireModule(sources.modules, module);
      return await state.shadow(module) as unknown as OutputOf<typeof gatewayContract.operations.getShadow>;
    },
    clearShadow: async ({ module }) => {
      requireModule(sources.modules, module);
      await state.clearShadow(module);
    },
  };
  return { contract: gatewayContract, port: createLocalPort(gatewayContract, handlers) as unknown as AnyPort, prefix: '' };
}
