import type { ModuleDatabase } from '../persistence/index.ts';
import { createLocalPort } from '../ports/local.ts';
import type { Background } from '../module/services.ts';
import type { SagaExecutor } from './executor.ts';
import { countSagas } from './saga-table.ts';
import { sagasContract, type SagasPort } from './sagas-contract.ts';
import { noSagas, sagasHandlers } from './sagas-handlers.ts';

export interface ModuleSagasOptions {
  readonly module: string;
  readonly database: Pick<ModuleDatabase, 'queries' | 'transactions'>;
  readonly background: Background;
  /** Undefined for a module without sagas. */
  readonly executor: SagaExecutor | undefined;
}

/** Sagas of one kind that have not ended. */
export interface OpenSagas {
  readonly type: string;
  readonly status: 'running' | 'waiting' | 'stuck';
  readonly sagas: number;
  /** When the oldest of them began. */
  readonly oldest: string;
}

/** Milliseconds between two counts. */
const interval = 5_000;

/** The sagas of one module, for operators. */
export class ModuleSagas {
  readonly port: SagasPort;
  /** Those that had not ended a moment ago. */
  open: readonly OpenSagas[] = [];

  constructor({ background, database: { queries, transactions }, executor, module }: ModuleSagasOptions) {
    this.port = createLocalPort(sagasContract(module), executor ? sagasHandlers({ executor, queries, transactions }) : noSagas);
    if (!executor) return;
    background.every('count sagas', interval, async () => {
      this.open = (await queries.allOf(countSagas, {})).map(({ oldest, sagas, status, type }) => ({ type, status: status as OpenSagas['status'], sagas: Number(sagas), oldest }));
    }, { everywhere: true });
  }
}
