import type { Handlers } from '@aurora/kernel';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import { portsOf } from './known-module.ts';
import type { relocationOperations } from './relocation-contract.ts';
import type { AdminSources } from './sources.ts';

type RelocationHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof relocationOperations>;

/** Answers what is asked of relocations by asking the module itself; what changes something is logged with who and what. */
export function relocationHandlers({ logger, modules, relocation }: AdminSources): RelocationHandlers {
  const of = portsOf(modules, relocation);
  return {
    getRelocation: async ({ module }, context) => (await of(module)).relocationStatus({}, context),
    checkRelocation: async ({ module, to }, context) => (await of(module)).checkRelocation({ to }, context),
    startRelocation: async ({ module, to }, context) => {
      const status = await (await of(module)).startRelocation({ to }, context);
      audit(logger, 'relocation.started', context, module, { id: status.relocation?.id, from: status.place, to: status.relocation?.to });
      return status;
    },
    cancelRelocation: async ({ module }, context) => {
      const status = await (await of(module)).cancelRelocation({}, context);
      audit(logger, 'relocation.cancelled', context, module, { id: status.relocation?.id, to: status.relocation?.to });
      return status;
    },
  };
}
