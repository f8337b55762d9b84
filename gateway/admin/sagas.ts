import { isAway, type CallContext, type Handlers, type InputOf } from '@aurora/kernel';
import type { SagaStatus } from '@aurora/platform/saga';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import { portsOf } from './known-module.ts';
import type { sagasOperations } from './sagas-contract.ts';
import type { AdminSources } from './sources.ts';

type Asked = InputOf<typeof sagasOperations.listSagas>;
type SagaHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof sagasOperations>;

/** Milliseconds for a module to list its sagas, where those of others are listed too. */
const patience = 2_000;

const newestFirst = (a: SagaStatus, b: SagaStatus): number => (a.created_at < b.created_at ? 1 : -1);

/** Answers what is asked of sagas by asking their modules; what changes something is logged with who, what and why. */
export function sagaHandlers({ logger, modules, sagas }: AdminSources): SagaHandlers {
  const of = portsOf(modules, sagas);
  const listed = async (module: string, asked: Asked, context: CallContext): Promise<(SagaStatus & { module: string })[] | undefined> => {
    try {
      const { items } = await (await of(module)).listSagas(asked, { ...context, deadline: Math.min(context.deadline, Date.now() + patience) });
      return items.map(saga => ({ module, ...saga }));
    } catch (error) {
      if (isAway(error)) return undefined;
      throw error;
    }
  };
  return {
    listSagas: async (asked, context) => {
      const found = await Promise.all(modules.map(module => listed(module, asked, context)));
      return { items: found.flatMap(items => items ?? []).toSorted(newestFirst).slice(0, asked.limit), away: modules.filter((_module, index) => found[index] === undefined) };
    },
    listSagasOf: async ({ module, ...asked }, context) => (await of(module)).listSagas(asked, context),
    getSaga: async ({ module, id }, context) => (await of(module)).findSaga({ id }, context),
    retrySaga: async ({ module, id }, context) => {
      const saga = await (await of(module)).retrySaga({ id }, context);
      audit(logger, 'saga.retried', context, module, { id, type: saga.type });
      return saga;
    },
    compensateSaga: async ({ module, id, reason }, context) => {
      const saga = await (await of(module)).compensateSaga({ id, reason }, context);
      audit(logger, 'saga.taken-back', context, module, { id, type: saga.type, reason });
      return saga;
    },
  };
}
