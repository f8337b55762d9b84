import type { ContainerModule, ServiceIdentifier } from 'inversify';
import type { Contract, Handlers, Port } from './contract.ts';

/**
 * How a relocation follows a table:
 * `evented` – every change of a row appends an event of its aggregate; `append-only` – rows never change and are followed by position;
 * `dirty-key` – changed keys are noted while a relocation runs; `local` – never moved, made anew.
 */
export const relocationClasses = ['evented', 'append-only', 'dirty-key', 'local'] as const;
export type RelocationClass = (typeof relocationClasses)[number];

/** A module as its host sees it: the contract, what it calls, and how it is put together. */
export interface ModuleDefinition<C extends Contract = Contract> {
  readonly contract: C;
  /** The contracts of the modules it calls; the same as its package's dependencies. */
  readonly calls: readonly Contract[];
  /** Names of the modules whose events it hears; the same as in its package.json. */
  readonly listens: readonly string[];
  /** Entities of MikroORM, made with `defineEntity`. */
  readonly entities: readonly unknown[];
  /** Every table of its own, and how a relocation follows it. */
  readonly tables: Readonly<Record<string, RelocationClass>>;
  /** Binds everything, `Handlers` of the contract under `handlersOf(contract)` last. */
  readonly services: ContainerModule;
}

export const defineModule = <C extends Contract>(definition: ModuleDefinition<C>): ModuleDefinition<C> => definition;

/** Under which identifier a module's container holds the port of `contract`. */
export const portOf = <C extends Contract>(contract: C): ServiceIdentifier<Port<C>> => Symbol.for(`aurora.port.${contract.module}`);

/** Under which identifier a module's container holds its own handlers. */
export const handlersOf = <C extends Contract>(contract: C): ServiceIdentifier<Handlers<C>> => Symbol.for(`aurora.handlers.${contract.module}`);
