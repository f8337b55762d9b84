import { join } from 'node:path';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { listensOf, readWorkspace, type Workspace } from '../boundaries/workspace.ts';
import { catalogue, type CatalogueEntry } from '../catalogue.ts';
import { planHosting } from '../process/hosting.ts';

/** What is to be known of a module without running it. */
export interface ModuleListing {
  readonly name: ModuleName;
  readonly title: string;
  /** Of its contract. */
  readonly version: number;
  /** `in process`, the addresses of the services that run it, or `not here`. */
  readonly lives: string;
  /** Operations for clients, and those that only modules call. */
  readonly operations: number;
  readonly internal: number;
  readonly events: readonly string[];
  /** Modules whose operations it calls, and modules whose events it is told. */
  readonly calls: readonly string[];
  readonly listens: readonly string[];
}

/** Every module, as these settings would have it run. Throws where they contradict each other. */
export async function listModules(settings: Settings): Promise<ModuleListing[]> {
  const { hosted, services } = planHosting(settings);
  const workspace = readWorkspace(join(import.meta.dirname, '..', '..', '..'));
  return Promise.all(catalogue.map(entry => describe(workspace, entry, hosted.includes(entry) ? 'in process' : (services[entry.name]?.join(', ') ?? 'not here'))));
}

async function describe(workspace: Workspace, entry: CatalogueEntry, lives: string): Promise<ModuleListing> {
  const { title, version, operations, events } = await entry.contract();
  const all = Object.values(operations);
  const internal = all.filter(operation => operation.internal).length;
  return {
    name: entry.name, title, version, lives, operations: all.length - internal, internal,
    events: events.map(event => event.name), calls: entry.calls, listens: listensOf(workspace, entry.name),
  };
}
