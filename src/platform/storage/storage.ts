import { AuroraError, type CallContext, type Handlers } from '@aurora/kernel';
import { createLocalPort } from '../ports/local.ts';
import { storageContract, type StorageContract, type StoragePort, type StorageStatus } from './storage-contract.ts';

/** How a module's files move between stores. `to` is an address; absent, where they came from. */
export interface Storage {
  status(): Promise<StorageStatus>;
  /** Rejects with `CONFLICT` where files could not go there. */
  check(to: string | undefined): Promise<void>;
  /** The same again goes on with the same move. Rejects as `check` does. */
  start(to: string | undefined, context: CallContext): Promise<void>;
  /** Rejects with `CONFLICT` where no move goes on. */
  cancel(): Promise<void>;
}

/** The storage of a module as the gateway asks for it. */
export function moduleStorage(module: string, storage: Storage | undefined): StoragePort {
  const required = (): Storage => {
    if (!storage) throw new AuroraError('NOT_FOUND', `The ${module} module keeps no files.`);
    return storage;
  };
  const afterwards = async (work: Promise<void>): Promise<StorageStatus> => {
    await work;
    return required().status();
  };
  const handlers: Handlers<StorageContract> = {
    storageStatus: () => required().status(),
    checkStorage: ({ to }) => afterwards(required().check(to)),
    startStorageMove: ({ to }, context) => afterwards(required().start(to, context)),
    cancelStorageMove: () => afterwards(required().cancel()),
  };
  return createLocalPort(storageContract(module), handlers);
}
