import { readFileSync } from 'node:fs';
import type { ModuleName, Settings } from '@aurora/platform/settings';
import { catalogue, type CatalogueEntry } from '../catalogue.ts';
import { planHosting } from '../process/hosting.ts';

/** What is to be known of a module without running it. */
export interface ModuleListing {
  readonly name: ModuleName;
  readonly title: string;
  /** Of its contract. */
  readonly version: number;
  /** `in process`, the address of the host that runs it, or `not here`. */
  readonly lives: string;
  /** Operations for clients, and those that only modules call. */
  readonly operations: number;
  readonly internal: number;
  readonly events: readonly string[];
  readonly calls: readonly string[];
  readonly listens: readonly string[];
}

/** Every module, as these settings would have it run. Throws where they contradict each other. */
export async function listModules(settings: Settings): Promise<ModuleListing[]> {
  const { hosted, remote } = planHosting(settings);
  return Promise.all(catalogue.map(entry => describe(entry, hosted.includes(entry) ? 'in process' : (remote[entry.name] ?? 'not here'))));
}

async function describe(entry: CatalogueEntry, lives: string): Promise<ModuleListing> {
  const { title, version, operations, events } = await entry.contract();
  const all = Object.values(operations);
  const internal = all.filter(operation => operation.internal).length;
  return {
    name: entry.name, title, version, lives, operations: all.length - internal, internal,
    events: events.map(event => event.name), calls: entry.calls, listens: listensOf(entry.name),
  };
}

/** The modules whose events a module is told of, as its package says. */
function listensOf(name: ModuleName): string[] {
  const file = new URL(`../../../modules/${name}/package.json`, import.meta.url);
  const { aurora } = JSON.parse(readFileSync(file, 'utf8')) as { aurora?: { listens?: string[] } };
  return aurora?.listens ?? [];
}
