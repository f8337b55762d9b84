import { readdirSync, readFileSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '../..');
const fixtures = join(checkout, 'test/fixtures/boundaries');

/** A way of breaking a boundary. */
export interface Planted {
  /** Folder of the fixture, and of its tree. */
  readonly name: string;
  readonly breaks: string;
  /** What must find it and nothing else may, as in `lint:aurora(own-paths)`, in order. */
  readonly caughtBy: readonly string[];
}

export const planted: readonly Planted[] = readdirSync(fixtures).filter(name => name !== 'tree')
  .map(name => ({ name, ...JSON.parse(readFileSync(join(fixtures, name, 'planted.json'), 'utf8')) as Omit<Planted, 'name'> }));

/** Where npm would link the workspaces of the small Aurora. */
const workspaces = {
  kernel: 'src/kernel', platform: 'src/platform', host: 'src/host', gateway: 'gateway', migrations: 'migrations', test: 'test',
  file: 'modules/file', subject: 'modules/subject', syllabus: 'modules/syllabus',
};
/** What the checks themselves and the planted files need of the real one. */
const packages = ['@swc', '@types', 'undici-types', 'zod'];

/** The linter's configuration, without the slow rules that no boundary depends on. */
async function lintConfiguration(): Promise<string> {
  const configuration = JSON.parse(await readFile(join(checkout, '.oxlintrc.json'), 'utf8')) as Record<string, unknown>;
  return JSON.stringify({ ...configuration, jsPlugins: [join(checkout, 'test/lint/plugin.ts')], options: {} });
}

async function growTree(root: string, fixture: string | undefined): Promise<void> {
  await cp(join(fixtures, 'tree'), root, { recursive: true });
  await cp(join(checkout, '.dependency-cruiser.cjs'), join(root, '.dependency-cruiser.cjs'));
  await writeFile(join(root, '.oxlintrc.json'), await lintConfiguration());
  await mkdir(join(root, 'node_modules/@aurora'), { recursive: true });
  for (const [name, folder] of Object.entries(workspaces)) await symlink(join('../..', folder), join(root, 'node_modules/@aurora', name));
  for (const name of packages) await symlink(join(checkout, 'node_modules', name), join(root, 'node_modules', name));
  if (fixture !== undefined) await cp(join(fixtures, fixture, 'tree'), root, { recursive: true });
}

export interface Trees extends AsyncDisposable {
  /** Holds one small Aurora per fixture, under the fixture's name, and one without any, `clean`. */
  readonly folder: string;
  readonly names: readonly string[];
}

export async function growTrees(): Promise<Trees> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-planted-'));
  await growTree(join(folder, 'clean'), undefined);
  for (const { name } of planted) await growTree(join(folder, name), name);
  return { folder, names: ['clean', ...planted.map(({ name }) => name)], [Symbol.asyncDispose]: () => rm(folder, { recursive: true }) };
}
