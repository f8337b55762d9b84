import type { Handlers } from '@aurora/kernel';
import { audit } from './audit.ts';
import type { gatewayContract } from './contract.ts';
import { portsOf } from './known-module.ts';
import type { AdminSources } from './sources.ts';
import type { storageOperations } from './storage-contract.ts';

type StorageHandlers = Pick<Handlers<typeof gatewayContract>, keyof typeof storageOperations>;

/** Answers what is asked of moves of files by asking the module itself; what changes something is logged with who and what. */
export function storageHandlers({ logger, modules, storage }: AdminSources): StorageHandlers {
  const of = portsOf(modules, storage);
  return {
    getStorage: async ({ module }, context) => (await of(module)).storageStatus({}, context),
    checkStorage: async ({ module, to }, context) => (await of(module)).checkStorage({ to }, context),
    startStorageMove: async ({ module, to }, context) => {
      const status = await (await of(module)).startStorageMove({ to }, context);
      audit(logger, 'store.move_started', context, module, { id: status.move?.id, from: status.store, to: status.move?.to });
      return status;
    },
    cancelStorageMove: async ({ module }, context) => {
      const status = await (await of(module)).cancelStorageMove({}, context);
      audit(logger, 'store.move_cancelled', context, module, { id: status.move?.id, to: status.move?.to });
      return status;
    },
  };
}
