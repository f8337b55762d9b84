import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const checkout = resolve(import.meta.dirname, '../..');
const fixtures = join(checkout, 'test/fixtures/boundaries');

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
  return JSON.stringify({ ...configuration, jsPlugins: [join(checkout, 'test/lint/plugin.ts')], options: { typeAware: false } });
}

/** Makes a small Aurora in a folder of its own, with what the fixture `planted` adds to it, and gives the folder. */
export async function growTree(planted?: string): Promise<AsyncDisposable & { readonly root: string }> {
  const root = await mkdtemp(join(tmpdir(), 'aurora-planted-'));
  await cp(join(fixtures, 'tree'), root, { recursive: true });
  for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json']) await cp(join(checkout, file), join(root, file));
  await writeFile(join(root, '.oxlintrc.json'), await lintConfiguration());
  await mkdir(join(root, 'node_modules/@aurora'), { recursive: true });
  for (const [name, folder] of Object.entries(workspaces)) await symlink(join('../..', folder), join(root, 'node_modules/@aurora', name));
  for (const name of packages) await symlink(join(checkout, 'node_modules', name), join(root, 'node_modules', name));
  if (planted !== undefined) await cp(join(fixtures, planted, 'tree'), root, { recursive: true });
  return { root, [Symbol.asyncDispose]: () => rm(root, { recursive: true }) };
}
