import { existsSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';

const known = new Map<string, string>();

/** The checkout a file belongs to, wherever the linter was started: the nearest folder above with the linter's configuration. */
export function checkoutOf(file: string): string {
  const folder = dirname(file);
  const found = known.get(folder) ?? (existsSync(join(folder, '.oxlintrc.json')) || folder === dirname(folder) ? folder : checkoutOf(folder));
  known.set(folder, found);
  return found;
}

/** The folder of the workspace package a file belongs to, from the checkout: `modules/subject`, `src/kernel`, `gateway`; empty for what stands at the root. */
export function packageFolder(file: string): string {
  const [first = '', second = '', ...rest] = relative(checkoutOf(file), file).split(sep);
  if (first === 'modules' || first === 'src') return `${first}/${second}`;
  return second === '' && rest.length === 0 ? '' : first;
}

/** A test, or what only tests use. */
export const isTest = (file: string): boolean => relative(checkoutOf(file), file).split(sep).includes('test') || file.endsWith('.test.ts');

const infrastructure = new Set(['kernel', 'platform', 'host', 'gateway', 'migrations', 'test']);

/** Whether `@aurora/<name>` is a module of the domain. */
export const isModule = (name: string): boolean => !infrastructure.has(name);

/** What the source of each kind of package may import of the others, as `@aurora/<this>`. */
const mayImport: Readonly<Record<string, RegExp>> = {
  'src/kernel': /^$/,
  'src/platform': /^kernel$/,
  gateway: /^(?:kernel|platform\/[^/]+|[^/]+\/contract)$/,
  migrations: /^(?:kernel|platform\/[^/]+)$/,
  'src/host': /^(?:kernel|platform\/[^/]+|gateway(?:\/limits)?|migrations\/[^/]+|[^/]+|[^/]+\/(?:contract|events))$/,
  test: /^/,
  bench: /^/,
};
const modulesMayImport = /^(?:kernel|platform\/[^/]+|[^/]+\/(?:contract|events))$/;
const testsMayImport = /^(?:test|migrations)\/[^/]+$/;

/** Whether a file of the package in `folder` may import `@aurora/<face>`. */
export function allowsFace(folder: string, face: string, fromTest: boolean): boolean {
  return (mayImport[folder] ?? modulesMayImport).test(face) || (fromTest && testsMayImport.test(face));
}
