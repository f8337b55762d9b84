import { randomUUID } from 'node:crypto';
import { AuroraError, type CallContext } from '@aurora/kernel';
import type { Background } from '@aurora/platform/module';
import { platformTablesV1, type Migration } from '@aurora/platform/persistence';
import { SagaExecutor, sagaTableV1, sagaTableV2, type SagaCall, type SagaDefinition, type SagaReply } from '@aurora/platform/saga';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { call, TestDatabase, type Engine } from '@aurora/test/running';

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });
const migrations: readonly Migration[] = [platformTablesV1, { name: '0002-saga', up: sagaTableV1 }, { name: '0003-saga', up: sagaTableV2 }];

/** Background work that is done when a test says so. */
class Chores implements Background {
  readonly #tasks = new Map<string, () => Promise<void>>();

  every(name: string, _interval: number, task: (signal: AbortSignal) => Promise<void>): () => void {
    this.#tasks.set(name, () => task(new AbortController().signal));
    return () => undefined;
  }

  atStart(name: string, task: () => Promise<void>): void {
    this.#tasks.set(name, task);
  }

  run(name: string): Promise<void> {
    return this.#tasks.get(name)!();
  }
}

/** A host with an executor of its own. */
export interface SagaHost {
  /** Makes the saga known here. */
  know<State extends object>(saga: SagaDefinition<State>): void;
  /** Makes it known and starts it. */
  run<State extends object>(saga: SagaDefinition<State>, state: State, context?: CallContext): Promise<State>;
  /** Makes it known and notes it, to be taken up by whoever looks. */
  begin<State extends object>(saga: SagaDefinition<State>, state: State, context: CallContext, id: string): Promise<void>;
  /** Hears what a module that was asked has answered. */
  reply(answer: SagaReply): Promise<void>;
  /** Takes up the sagas whose owner is gone, as hosts do every few seconds. */
  resume(): Promise<void>;
}

/** A database with sagas, and hosts that carry them out. */
export class SagaWorkbench implements AsyncDisposable {
  readonly database: TestDatabase;

  private constructor(database: TestDatabase) {
    this.database = database;
  }

  static async create(engine: Engine): Promise<SagaWorkbench> {
    return new SagaWorkbench(await TestDatabase.create(engine, migrations));
  }

  async host(): Promise<SagaHost> {
    const { commands, queries, transactions } = await this.database.open();
    const background = new Chores();
    const executor = new SagaExecutor({ module: 'test', commands, queries, transactions, background, logger: silent });
    return {
      know: saga => executor.register(saga),
      run(saga, state, context = call()) {
        executor.register(saga);
        return executor.run(saga, state, context);
      },
      async begin(saga, state, context, id) {
        executor.register(saga);
        await transactions.run(transaction => executor.begin(transaction, saga, state, context, id));
      },
      async reply(answer) { await transactions.run(transaction => executor.reply(transaction, answer)); },
      resume: () => background.run('resume sagas'),
    };
  }

  /** As if everybody who works on a saga had been silent for longer than a lease. */
  async silence(): Promise<void> {
    await this.database.sql("update saga set lease_until = '2000-01-01T00:00:00.000Z' where status in ('running', 'waiting')");
  }

  async sagas(): Promise<{ status: string; direction: string; step: number; active_command: string | null; attempts: number; error: string | null }[]> {
    return this.database.sql('select status, direction, step, active_command, attempts, error from saga order by created_at, id');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.database[Symbol.asyncDispose]();
  }
}

/** Something that may be held, as another module would keep it: requests count once per command id, whenever they arrive. */
export class Shelf {
  readonly held = new Set<string>();
  readonly told: string[] = [];
  readonly #done = new Map<string, () => void>();

  take(thing: string, { commandId }: SagaCall): void {
    this.#once(commandId!, () => this.held.add(thing));
  }

  giveBack(thing: string, { commandId }: SagaCall): void {
    this.#once(commandId!, () => this.held.delete(thing));
  }

  #once(commandId: string, act: () => void): void {
    this.told.push(commandId.replace(/^[^:]+:/, ''));
    if (this.#done.has(commandId)) return;
    this.#done.set(commandId, act);
    act();
  }
}

export const away = (): AuroraError => new AuroraError('UNAVAILABLE', 'away');
export const refusal = (): AuroraError => new AuroraError('CONFLICT', 'no');
export const key = (): string => randomUUID();
