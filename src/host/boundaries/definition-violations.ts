import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './load.ts';
import type { Violation } from './violation.ts';
import { callsOf, listensOf, type Workspace, type WorkspacePackage } from './workspace.ts';

/** As much of a `ModuleDefinition` as is compared with the package.json. */
interface Definition {
  readonly contract: { readonly module: string };
  readonly calls: readonly { readonly module: string }[];
  readonly listens?: readonly string[];
}

const isDefinition = (value: unknown): value is Definition => typeof value === 'object' && value !== null && 'contract' in value && 'calls' in value && Array.isArray(value.calls);

const list = (names: readonly string[]): string => (names.length === 0 ? 'none' : names.join(', '));
const same = (some: readonly string[], others: readonly string[]): boolean => list([...some].sort()) === list([...others].sort());

async function check(workspace: Workspace, name: string, { folder, manifest }: WorkspacePackage): Promise<Violation[]> {
  const file = `${folder}/src/module.ts`;
  const wrong = (rule: string, message: string, advice: string): Violation[] => [{ rule, from: manifest.name, to: undefined, file, message, advice }];
  const advice = 'Its default export is what defineModule makes of its contract, its calls and its services.';
  if (!existsSync(join(workspace.root, file))) return wrong('module-entry', `${manifest.name} has no src/module.ts.`, advice);
  const loaded = await load(join(workspace.root, file)).catch((error: unknown) => error as Error);
  if (loaded instanceof Error) return wrong('module-entry', `${manifest.name} can't be loaded: ${loaded.message}.`, advice);
  const { default: definition } = loaded;
  if (!isDefinition(definition)) return wrong('module-entry', `${manifest.name} has no module definition as its default export.`, advice);
  if (definition.contract.module !== name) return wrong('module-entry', `${manifest.name} has the contract of ${definition.contract.module}.`, advice);
  const [calls, listens] = [definition.calls.map(contract => contract.module), definition.listens ?? []];
  const [declaredCalls, declaredListens] = [callsOf(workspace, name), listensOf(workspace, name)];
  return [
    ...(same(calls, declaredCalls) ? [] : wrong('calls-declared', `${manifest.name} defines its calls as ${list(calls)}; its package.json lists ${list(declaredCalls)}.`,
      'Make "calls" of defineModule and the @aurora/ modules in "dependencies" the same.')),
    ...(same(listens, declaredListens) ? [] : wrong('listens-declared', `${manifest.name} defines that it listens to ${list(listens)}; its package.json says ${list(declaredListens)}.`,
      'Make "listens" of defineModule and "aurora.listens" the same.')),
  ];
}

/** Each module defines itself under its own name, and calls whom its package.json says. */
export async function definitionViolations(workspace: Workspace): Promise<Violation[]> {
  const found = await Promise.all([...workspace.modules].map(([name, module]) => check(workspace, name, module)));
  return found.flat();
}

/** The host's catalogue, which knows the modules without loading them, says the same as they do. */
export async function catalogueViolations(workspace: Workspace): Promise<Violation[]> {
  const file = 'src/host/catalogue.ts';
  if (!existsSync(join(workspace.root, file))) return [];
  const { catalogue } = (await load(join(workspace.root, file))) as { catalogue: readonly { readonly name: string; readonly calls: readonly string[]; readonly listens?: readonly string[] }[] };
  const names = new Set([...workspace.modules.keys(), ...catalogue.map(({ name }) => name)]);
  return [...names].flatMap(name => {
    const entry = catalogue.find(one => one.name === name);
    const calls = workspace.modules.has(name) ? callsOf(workspace, name) : undefined;
    const listens = listensOf(workspace, name);
    if (entry && calls && same(entry.calls, calls) && same(entry.listens ?? [], listens)) return [];
    return [{
      rule: 'catalogue', from: '@aurora/host', to: `@aurora/${name}`, file,
      message: `The catalogue has ${name} ${entry ? `with the calls ${list(entry.calls)}, listening to ${list(entry.listens ?? [])}` : 'not at all'}; modules/${name}/package.json ${calls ? `lists ${list(calls)}, listening to ${list(listens)}` : 'does not exist'}.`,
      advice: 'Make the entry of the catalogue say what the package.json says.',
    }];
  });
}
