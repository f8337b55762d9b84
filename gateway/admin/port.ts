import type { AnyPort, Handlers, OutputOf } from '@aurora/kernel';
import type { ServedModule } from '@aurora/platform/http';
import { createLocalPort } from '@aurora/platform/ports';
import type { Target } from '@aurora/platform/upstream';
import { gatewayContract } from './contract.ts';
import { requireModule } from './known-module.ts';
import { placementHandlers } from './placements.ts';
import { routeStatus } from './routes.ts';
import type { TargetStatus } from './schemas.ts';
import type { AdminSources } from './sources.ts';

/** An address without a user's name and password. */
const publicAddress = (text: string): string => text.replace(/\/\/[^/@]*@/, '//');

const targetStatus = ({ breaker, calls, instances, name }: Target): TargetStatus => ({
  name, breaker, calls, instances: instances.map(({ id, url, state, pending, failures }) => ({ id: publicAddress(id), url: publicAddress(url), state, pending, failures })),
});

/** Administration, as the gateway serves it beside the API: answered by itself, from what it knows. */
export function adminModule(sources: AdminSources): ServedModule {
  const handlers: Handlers<typeof gatewayContract> = {
    ...placementHandlers(sources),
    targets: async () => ({ items: (await sources.targets()).map(targetStatus) }),
    breakers: async () => ({ items: (await sources.targets()).map(({ name, breaker }) => ({ target: name, state: breaker })) }),
    limits: () => ({ ...sources.limits(), limits: [...sources.limits().limits] }),
    routes: () => ({ items: sources.routes().map(route => routeStatus(sources, route)) }),
    getShadow: ({ module }) => {
      requireModule(sources.modules, module);
      return sources.shadow.report(module) as unknown as OutputOf<typeof gatewayContract.operations.getShadow>;
    },
    clearShadow: ({ module }) => {
      requireModule(sources.modules, module);
      sources.shadow.clear(module);
    },
  };
  return { contract: gatewayContract, port: createLocalPort(gatewayContract, handlers) as unknown as AnyPort, prefix: '' };
}
