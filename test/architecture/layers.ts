import { execFile } from 'node:child_process';
import { globSync } from 'node:fs';
import { join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '../..');

/** Runs Node in `cwd`; what it printed, whatever its exit code. */
function output(cwd: string, args: readonly string[]): Promise<string> {
  return new Promise(done => {
    execFile(process.execPath, args, { cwd, maxBuffer: 2 ** 26 }, (_, stdout, stderr) => done(`${stdout}\n${stderr}`));
  });
}

const jsonIn = (text: string): unknown => JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1));

/** Node itself, which holds to the `exports` of a package. */
async function node(root: string, files: readonly string[]): Promise<string[]> {
  const outputs = await Promise.all(files.map(file => output(root, [file])));
  return outputs.flatMap(text => [...text.matchAll(/code: '(\w+)'/g)].map(match => match[1]!));
}

async function types(root: string): Promise<string[]> {
  const text = await output(root, [join(checkout, 'node_modules/typescript/bin/tsc'), '-p', '.']);
  return [...text.matchAll(/error (TS\d+)/g)].map(match => match[1]!);
}

async function lint(root: string): Promise<string[]> {
  const report = jsonIn(await output(root, [join(checkout, 'node_modules/oxlint/bin/oxlint'), '-f', 'json'])) as { diagnostics: { code: string }[] };
  return report.diagnostics.map(({ code }) => code);
}

async function verify(root: string): Promise<string[]> {
  const report = jsonIn(await output(root, [join(checkout, 'src/host/aurora.mjs'), 'verify', '--json'])) as { violations: { rule: string }[] };
  return report.violations.map(({ rule }) => rule);
}

/**
 * What each layer finds in the tree at `root`, as in `lint:aurora(own-paths)`, each once.
 * `files` are those that Node is asked to run, as globs from the root.
 */
export async function caughtIn(root: string, files: readonly string[]): Promise<string[]> {
  const layers = { node: node(root, globSync(files, { cwd: root })), types: types(root), lint: lint(root), verify: verify(root) };
  const found = await Promise.all(Object.entries(layers).map(async ([layer, rules]) => (await rules).map(rule => `${layer}:${rule}`)));
  return [...new Set(found.flat())].sort();
}
