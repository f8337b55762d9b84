import type { IDependency, IModule } from 'dependency-cruiser';
import type { ImportGraph } from './import-graph.ts';
import type { Violation } from './violation.ts';
import { packageOf, type Manifest, type Workspace } from './workspace.ts';

/** The package that an import specifier names: `kysely`, `@aurora/kernel`; undefined for a path or a part of Node. */
function packageNamed({ module, coreModule }: IDependency): string | undefined {
  if (coreModule || /^(?:\.|\/|#|node:)/.test(module)) return undefined;
  return module.split('/').slice(0, module.startsWith('@') ? 2 : 1).join('/');
}

const ofTests = /(?:^|\/)test\/|\.test\.ts$/;
/** Every test may use these without listing them. */
const testTools = ['@aurora/test', '@aurora/migrations'];

/** What is there in production, and what only where Aurora is developed. */
function declared(home: Manifest, root: Manifest, test: boolean): { always: Set<string>; inDevelopment: Set<string> } {
  const events = (home.aurora?.listens ?? []).map(module => `@aurora/${module}`);
  const always = [...events, ...Object.keys({ ...home.dependencies, ...home.optionalDependencies })];
  const inDevelopment = [...always, ...Object.keys({ ...home.devDependencies, ...(test && root.devDependencies) }), ...(test ? testTools : [])];
  return { always: new Set([home.name, ...always]), inDevelopment: new Set([home.name, ...inDevelopment]) };
}

/** A type is erased, and who imports while running copes with what is missing. */
const mayBeMissing = (dependency: IDependency): boolean => dependency.dynamic || dependency.dependencyTypes.includes('type-only');

function undeclaredIn({ source, dependencies }: IModule, home: Manifest, root: Manifest): Violation[] {
  const test = ofTests.test(source);
  const { always, inDevelopment } = declared(home, root, test);
  const missing = dependencies.flatMap(dependency => {
    const name = packageNamed(dependency);
    const known = test || mayBeMissing(dependency) ? inDevelopment : always;
    return name === undefined || known.has(name) ? [] : [name];
  });
  return [...new Set(missing)].map(name => ({
    rule: 'undeclared-dependency', from: home.name, to: name, file: source,
    message: `${home.name} imports ${name}, which its package.json does not list.`,
    advice: `Add it to "${test ? 'devDependencies' : 'dependencies'}" there: a module that moves out takes along only what is listed.`,
  }));
}

/** Imports of packages that the importing package's own package.json does not list. */
export function undeclaredDependencies(workspace: Workspace, { result }: ImportGraph): Violation[] {
  return result.modules.flatMap(module => {
    const home = packageOf(workspace, module.source)?.manifest;
    return home ? undeclaredIn(module, home, workspace.rootManifest) : [];
  });
}
