import { relative, sep } from 'node:path';

/** The folder of the workspace package a file belongs to, from the checkout: `modules/subject`, `src/kernel`, `gateway`; empty for what stands at the root. */
export function packageFolder(file: string, checkout: string): string {
  const [first = '', second = '', ...rest] = relative(checkout, file).split(sep);
  if (first === 'modules' || first === 'src') return `${first}/${second}`;
  return second === '' && rest.length === 0 ? '' : first;
}

/** A test, or what only tests use. */
export const isTest = (file: string, checkout: string): boolean => relative(checkout, file).split(sep).includes('test') || file.endsWith('.test.ts');

const infrastructure = new Set(['kernel', 'platform', 'host', 'gateway', 'migrations', 'test']);

/** Whether `@aurora/<name>` is a module of the domain. */
export const isModule = (name: string): boolean => !infrastructure.has(name);

/** What the source of each kind of package may import of the others, as `@aurora/<this>`. */
const mayImport: Readonly<Record<string, RegExp>> = {
  'src/kernel': /^$/,
  'src/platform': /^kernel$/,
  gateway: /^(?:kernel|platform\/[^/]+|[^/]+\/contract)$/,
  migrations: /^(?:kernel|platform\/[^/]+)$/,
  'src/host': /^(?:kernel|platform\/[^/]+|gateway|migrations\/[^/]+|[^/]+|[^/]+\/(?:contract|events))$/,
  test: /^/,
};
const modulesMayImport = /^(?:kernel|platform\/[^/]+|[^/]+\/(?:contract|events))$/;
const testsMayImport = /^(?:test|migrations)\/[^/]+$/;

/** Whether a file of the package in `folder` may import `@aurora/<face>`. */
export function allowsFace(folder: string, face: string, fromTest: boolean): boolean {
  return (mayImport[folder] ?? modulesMayImport).test(face) || (fromTest && testsMayImport.test(face));
}
