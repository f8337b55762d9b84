import type { configContract } from '@aurora/config/contract';
import type { Contract, ModuleDefinition } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { Migration } from '@aurora/platform/persistence';
import type { subjectContract } from '@aurora/subject/contract';
import type { syllabusContract } from '@aurora/syllabus/contract';

/** The modules that tests run, with the types of their contracts. */
export interface Contracts {
  readonly config: typeof configContract;
  readonly subject: typeof subjectContract;
  readonly file: typeof fileContract;
  readonly syllabus: typeof syllabusContract;
}

export type ModuleName = keyof Contracts;

/** Any module, as what puts it together sees it. */
export interface LoadedModule {
  readonly definition: ModuleDefinition;
  readonly migrations: readonly Migration[];
}

type Load = () => Promise<readonly [{ readonly default: object }, { readonly default: readonly Migration[] }]>;

const loaders: Readonly<Record<ModuleName, Load>> = {
  config: () => Promise.all([import('@aurora/config'), import('@aurora/migrations/config')]),
  subject: () => Promise.all([import('@aurora/subject'), import('@aurora/migrations/subject')]),
  file: () => Promise.all([import('@aurora/file'), import('@aurora/migrations/file')]),
  syllabus: () => Promise.all([import('@aurora/syllabus'), import('@aurora/migrations/syllabus')]),
};

/** In an order in which each comes after those it calls. */
export const moduleNames = Object.keys(loaders) as ModuleName[];

/** Loads a module's code, and that of no other. */
export async function loadModule(name: ModuleName): Promise<LoadedModule> {
  const [{ default: definition }, { default: migrations }] = await loaders[name]();
  return { definition: definition as ModuleDefinition, migrations };
}

export const contractOf = async <Name extends ModuleName>(name: Name): Promise<Contracts[Name] & Contract> =>
  (await loadModule(name)).definition.contract as Contracts[Name] & Contract;
