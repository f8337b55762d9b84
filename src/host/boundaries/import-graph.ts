import type { ICruiseOptions, ICruiseResult, IFlattenedRuleSet, IForbiddenRuleType, IResolveOptions } from 'dependency-cruiser';
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { load } from './load.ts';

/** Where the code of Aurora lies. */
const roots = ['src', 'modules', 'gateway', 'migrations', 'test'];

type Cruise = (typeof import('dependency-cruiser'))['cruise'];
type Configuration = Required<Pick<IFlattenedRuleSet, 'forbidden'>> & { readonly options: ICruiseOptions & { readonly enhancedResolveOptions: Partial<IResolveOptions> } };

/** Every import of a checkout, checked against the rules in its .dependency-cruiser.cjs. */
export interface ImportGraph {
  readonly result: ICruiseResult;
  readonly rules: readonly IForbiddenRuleType[];
  /** The TypeScript files that were read, and those that should have been, as paths from the checkout. */
  readonly seen: readonly string[];
  readonly expected: readonly string[];
}

async function loadCruiser(): Promise<Cruise> {
  try {
    return (await import('dependency-cruiser')).cruise;
  } catch (error) {
    throw new Error('dependency-cruiser is not installed: boundaries are checked in a checkout with its development dependencies ("npm ci").', { cause: error });
  }
}

function typescriptFiles(root: string): string[] {
  const skipped = (path: string) => path === 'node_modules';
  const files = roots.flatMap(folder => globSync(`${folder}/**/*.ts`, { cwd: root, exclude: skipped }));
  return files.map(file => file.replaceAll('\\', '/')).filter(file => !file.startsWith('test/fixtures/') && !file.includes('/node_modules/')).sort();
}

/** Reads the imports of every TypeScript file of the checkout at `root`. */
export async function readImports(root: string): Promise<ImportGraph> {
  const cruise = await loadCruiser();
  const { forbidden, options } = (await load(join(root, '.dependency-cruiser.cjs')))['default'] as Configuration;
  const { enhancedResolveOptions, ...others } = options;
  const expected = typescriptFiles(root);
  const folders = roots.filter(folder => expected.some(file => file.startsWith(`${folder}/`)));
  const { output } = await cruise(folders, { ...others, baseDir: root, validate: true, ruleSet: { forbidden } }, enhancedResolveOptions);
  const result = output as ICruiseResult;
  const read = new Set(result.modules.map(({ source }) => source));
  return { result, rules: forbidden, seen: expected.filter(file => read.has(file)), expected };
}
