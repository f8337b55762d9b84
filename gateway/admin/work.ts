import type { Handlers } from '@aurora/kernel';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import { portsOf, requireModule } from './known-module.ts';
import type { AdminSources } from './sources.ts';
import type { State } from './state.ts';
import type { workOperations } from './work-contract.ts';

type WorkHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof workOperations>;

/** Answers who does a module's work, and what has been tried of it on both sides. */
export function workHandlers({ logger, modules, work }: AdminSources, state: State): WorkHandlers {
  const of = portsOf(modules, work);
  return {
    getWork: async ({ module }, context) => (await of(module)).workStatus({}, context),
    putWork: async ({ module, ...handing }, context) => {
      const status = await (await of(module)).handWork(handing, context);
      audit(logger, 'work.handed', context, module, { side: status.side, epoch: status.epoch });
      return status;
    },
    getTries: async ({ module, since }) => {
      requireModule(modules, module);
      return { items: await state.tries(module, since) };
    },
  };
}
