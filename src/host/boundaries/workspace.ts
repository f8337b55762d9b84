import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

/** As much of a package.json as the boundaries are about. */
export interface Manifest {
  readonly name: string;
  readonly exports?: Readonly<Record<string, string>>;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly aurora?: { readonly listens?: readonly string[] };
}

export interface WorkspacePackage {
  /** From the checkout, with forward slashes: `modules/subject`. */
  readonly folder: string;
  readonly manifest: Manifest;
}

/** A checkout of Aurora: its packages, and the modules among them by name. */
export interface Workspace {
  readonly root: string;
  readonly rootManifest: Manifest;
  readonly packages: readonly WorkspacePackage[];
  readonly modules: ReadonlyMap<string, WorkspacePackage>;
}

const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest;

/** The nearest folder at or above `start` that holds `modules/` and the rules; undefined if there is none. */
export function findCheckout(start: string): string | undefined {
  for (let folder = resolve(start); ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'modules')) && existsSync(join(folder, '.dependency-cruiser.cjs'))) return folder;
    if (folder === dirname(folder)) return undefined;
  }
}

export function readWorkspace(root: string): Workspace {
  const folders = globSync(['src/*', 'modules/*', 'gateway', 'migrations', 'test'], { cwd: root }).map(folder => folder.replaceAll('\\', '/'));
  const packages = folders.filter(folder => existsSync(join(root, folder, 'package.json'))).sort()
    .map(folder => ({ folder, manifest: readManifest(join(root, folder)) }));
  const modules = packages.filter(({ folder }) => folder.startsWith('modules/')).map(one => [one.folder.slice('modules/'.length), one] as const);
  return { root, rootManifest: readManifest(root), packages, modules: new Map(modules) };
}

/** The package a file belongs to, by the file's path from the checkout. */
export const packageOf = ({ packages }: Workspace, file: string): WorkspacePackage | undefined =>
  packages.find(({ folder }) => file.startsWith(`${folder}/`));

const scope = '@aurora/';

/** The modules that a module's package.json allows it to call. */
export const callsOf = (workspace: Workspace, module: string): string[] =>
  Object.keys(workspace.modules.get(module)?.manifest.dependencies ?? {}).filter(name => name.startsWith(scope)).map(name => name.slice(scope.length)).filter(name => workspace.modules.has(name));

export const listensOf = (workspace: Workspace, module: string): readonly string[] => workspace.modules.get(module)?.manifest.aurora?.listens ?? [];
