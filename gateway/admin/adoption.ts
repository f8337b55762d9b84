import type { Handlers } from '@aurora/kernel';
import type { adoptionOperations } from './adoption-contract.ts';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import { portsOf } from './known-module.ts';
import type { AdminSources } from './sources.ts';

type AdoptionHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof adoptionOperations>;

/** Passes rows of another application on to their module; what comes in is logged by number, not by content. */
export function adoptionHandlers({ adoption, logger, modules }: AdminSources): AdoptionHandlers {
  const of = portsOf(modules, adoption);
  return {
    adoptRows: async ({ module, ...rows }, context) => {
      const { refused, ...counts } = await (await of(module)).adopt(rows, context);
      audit(logger, 'rows.adopted', context, module, { ...counts, refused: refused.length });
      return { ...counts, refused };
    },
    getAdopted: async ({ id, module }, context) => (await of(module)).adopted({ id }, context),
    adoptContent: async ({ module, ...file }, context) => {
      const adopted = await (await of(module)).adoptContent(file, context);
      audit(logger, 'content.adopted', context, module, { id: adopted.id, size: adopted.size });
      return adopted;
    },
  };
}
