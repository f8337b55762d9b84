import type { Contract, ModuleDefinition } from '@aurora/kernel';
import type { Migration } from '@aurora/platform/persistence';
import type { ModuleName } from '@aurora/platform/settings';

/** A module as the host knows it before loading any of its code. */
export interface CatalogueEntry {
  readonly name: ModuleName;
  /** Port it listens on when it is hosted alone. */
  readonly port: number;
  /** The modules it calls through their ports; the same as its package's dependencies. */
  readonly calls: readonly ModuleName[];
  /** The modules whose events it hears; the same as in its package.json. */
  readonly listens: readonly ModuleName[];
  contract(): Promise<Contract>;
  module(): Promise<ModuleDefinition>;
  migrations(): Promise<readonly Migration[]>;
}

/** Every module, in an order in which each comes after those it calls. */
export const catalogue: readonly CatalogueEntry[] = [
  {
    name: 'config', port: 8004, calls: [], listens: [],
    contract: async () => (await import('@aurora/config/contract')).configContract,
    module: async () => (await import('@aurora/config')).default as unknown as ModuleDefinition,
    migrations: async () => (await import('@aurora/migrations/config')).default,
  },
  {
    name: 'subject', port: 8002, calls: [], listens: ['syllabus'],
    contract: async () => (await import('@aurora/subject/contract')).subjectContract,
    module: async () => (await import('@aurora/subject')).default as unknown as ModuleDefinition,
    migrations: async () => (await import('@aurora/migrations/subject')).default,
  },
  {
    name: 'file', port: 8003, calls: [], listens: [],
    contract: async () => (await import('@aurora/file/contract')).fileContract,
    module: async () => (await import('@aurora/file')).default as unknown as ModuleDefinition,
    migrations: async () => (await import('@aurora/migrations/file')).default,
  },
  {
    name: 'syllabus', port: 8001, calls: ['subject', 'file'], listens: ['subject'],
    contract: async () => (await import('@aurora/syllabus/contract')).syllabusContract,
    module: async () => (await import('@aurora/syllabus')).default as unknown as ModuleDefinition,
    migrations: async () => (await import('@aurora/migrations/syllabus')).default,
  },
];

export const entryOf = (name: ModuleName): CatalogueEntry => catalogue.find(entry => entry.name === name)!;

/** Operations that every module has about its events, its sagas, its background work and where its data and its files are, and what it takes over: those who listen read events, the gateway asks the rest for operators. */
const readsEvents = ['eventsAfter', 'eventsHead'];
const listens: ReadonlySet<string> = new Set([...readsEvents, 'eventsProcessed']);
const forOperators: ReadonlySet<string> = new Set([
  ...readsEvents, 'eventsStatus', 'findEvent', 'eventsOfStream', 'keptEvents', 'redriveEvents', 'skipEvent', 'replayEvents', 'pruneEvents', 'forgetSubscriber',
  'listSagas', 'findSaga', 'retrySaga', 'compensateSaga', 'workStatus', 'handWork',
  'adopt', 'adopted', 'adoptContent',
  'relocationStatus', 'checkRelocation', 'startRelocation', 'cancelRelocation',
  'storageStatus', 'checkStorage', 'startStorageMove', 'cancelStorageMove',
]);

/** Whether `caller` may call the internal operation of `module`: its events are for those who listen to it and the gateway, its sagas and relocations for the gateway, the others for those who call it; hosts and the gateway may call those of config. */
export const mayCall = (caller: string, module: string, operation: string): boolean =>
  (forOperators.has(operation) && caller === 'gateway')
  || catalogue.some(entry => entry.name === caller && (listens.has(operation) ? entry.listens : entry.calls).some(called => called === module))
  || (module === 'config' && (caller === 'gateway' || catalogue.some(entry => entry.name === caller)));
