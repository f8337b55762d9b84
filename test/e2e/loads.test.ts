import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { AuroraProcess } from '@aurora/test/running';
import { run } from './program.ts';

/** Writes the address of every module that a process loads into the file that LOADED names. */
const recorder = `data:text/javascript,${encodeURIComponent(`
  import { appendFileSync } from 'node:fs';
  import { registerHooks } from 'node:module';
  registerHooks({ load(url, context, next) { appendFileSync(process.env.LOADED, url + '\\n'); return next(url, context); } });
`)}`;

async function loadedBy(settings: Record<string, string>, command?: readonly string[]): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-loads-'));
  try {
    const list = join(folder, 'loaded');
    const env = { AURORA_DATA_DIR: join(folder, 'data'), NODE_OPTIONS: `--import=${recorder}`, LOADED: list, ...settings };
    if (command) expect(await run(command, env)).toMatchObject({ code: 0 });
    else await (await AuroraProcess.start(env)).stop();
    return await readFile(list, 'utf8');
  } finally {
    await rm(folder, { recursive: true });
  }
}

test('an embedded Aurora that hosts everything loads no client, no driver of a server and no command line parser', async () => {
  const loaded = await loadedBy({});
  expect(loaded).toContain('/modules/syllabus/src/module.ts');
  expect(['undici', 'mysql2', 'commander', '@mikro-orm/mysql'].filter(name => loaded.includes(`/node_modules/${name}/`))).toEqual([]);
}, 60_000);

test('a host of one module loads of the others only the events that it hears, and not the gateway', async () => {
  const loaded = await loadedBy({ AURORA_MODULES: 'subject' });
  expect(loaded).toContain('/modules/subject/src/module.ts');
  expect(loaded).not.toMatch(/\/modules\/(?:config|file)\/|\/modules\/syllabus\/(?!contract\/events\.ts)|\/gateway\//);
}, 60_000);

test.each([['status'], ['extract'], ['relocate'], ['import', 'legacy'], ['placement']])('the command %s loads nothing that serves: no database, no driver, no metrics, no logger', async (...command) => {
  const loaded = await loadedBy({}, [...command, '--help']);
  expect(loaded).toContain('/src/host/cli/commands.ts');
  expect(['kysely', '@mikro-orm/core', 'mysql2', 'prom-client', 'pino', 'express', 'undici'].filter(name => loaded.includes(`/node_modules/${name}/`))).toEqual([]);
}, 60_000);
