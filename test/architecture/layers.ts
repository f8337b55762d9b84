import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { symlink, writeFile } from 'node:fs/promises';
import { join, relative, resolve } from 'node:path';
import type { Trees } from './planted-trees.ts';

const checkout = resolve(import.meta.dirname, '../..');

/** A finding: the tree it is in, and the rule. */
type Finding = readonly [tree: string, rule: string];

/** Runs Node in `cwd`; what it printed, whatever its exit code. */
function output(cwd: string, ...args: string[]): Promise<string> {
  return new Promise(done => {
    execFile(process.execPath, args, { cwd, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => done(`${stdout}\n${stderr}`));
  });
}

const treeOf = (path: string): string => path.split('/')[0]!;

/** Node itself, which holds to the `exports` of a package; of the clean tree it runs every file. */
async function node({ folder }: Trees): Promise<Finding[]> {
  const files = globSync(['*/**/planted.ts', 'clean/{src,modules,gateway,migrations}/**/*.ts'], { cwd: folder });
  const found = await Promise.all(files.map(async file => {
    const codes = (await output(folder, file)).matchAll(/code: '(\w+)'/g);
    return [...codes].map(match => [treeOf(file), match[1]!] as const);
  }));
  return found.flat();
}

async function types({ folder }: Trees): Promise<Finding[]> {
  await symlink(join(checkout, 'node_modules'), join(folder, 'node_modules'));
  const include = ['src', 'modules', 'gateway', 'migrations', 'test'].map(part => `*/${part}/**/*.ts`);
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify({ extends: join(checkout, 'tsconfig.json'), include, exclude: ['**/node_modules'] }));
  const text = await output(folder, join(checkout, 'node_modules/typescript/bin/tsc'), '-p', '.');
  return [...text.matchAll(/^(\S+?)\(.*?error (TS\d+)/gm)].map(match => [treeOf(match[1]!), match[2]!]);
}

async function lint({ folder }: Trees): Promise<Finding[]> {
  const text = await output(folder, join(checkout, 'node_modules/oxlint/bin/oxlint'), '-f', 'json');
  const { diagnostics } = JSON.parse(text) as { diagnostics: { filename: string; code: string }[] };
  return diagnostics.map(({ filename, code }) => [treeOf(relative(folder, resolve(folder, filename))), code]);
}

/** What `aurora verify` does, in one process for all trees. */
const verifyAll = `
  const { verifyBoundaries } = await import('./src/host/boundaries/index.ts');
  const found = [];
  for (const root of process.argv.slice(1)) found.push((await verifyBoundaries(root)).violations.map(({ rule }) => rule));
  console.log(JSON.stringify(found));`;

async function verify({ folder, names }: Trees): Promise<Finding[]> {
  const text = await output(checkout, '--input-type=module', '-e', verifyAll, ...names.map(name => join(folder, name)));
  const found = JSON.parse(text) as string[][];
  return names.flatMap((name, index) => found[index]!.map(rule => [name, rule] as const));
}

const layers = { node, types, lint, verify };

/** What every layer finds, by tree, as in `lint:aurora(own-paths)`, in order and each once. */
export async function catchAll(trees: Trees): Promise<ReadonlyMap<string, readonly string[]>> {
  const caught = new Map(trees.names.map(name => [name, new Set<string>()]));
  for (const [layer, find] of Object.entries(layers)) {
    for (const [tree, rule] of await find(trees)) caught.get(tree)?.add(`${layer}:${rule}`);
  }
  return new Map([...caught].map(([name, found]) => [name, [...found].sort()]));
}
