import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { testFolder } from '@aurora/test/running';
import { endWithTests } from '../running/children.ts';
import type { Result } from '../drill/drill.ts';

async function drill(...given: readonly string[]): Promise<{ readonly code: number | null; readonly out: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '..', 'drill', 'run.mjs'), ...given], { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  endWithTests(child);
  let out = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => { out += text; });
  const [code] = await once(child, 'close') as [number | null];
  return { code, out };
}

test('a module goes out of a monolith in use and back: no request fails, no write is lost or doubled, and the report says so', async () => {
  await using folder = await testFolder();
  const { code, out } = await drill('--seconds', '2', '--clients', '8', '--rate', '40', '--rows', '25', '--extract=--steps 50,100', '--out', folder.path);
  expect({ code, out }).toEqual({ code: 0, out: expect.stringContaining('It held.') });
  for (const stage of ['shadow', 'canary 50%', 'canary 100%', 'extracted', 'returning']) expect(out).toContain(stage);
  const { runs: [run] } = JSON.parse(await readFile(join(folder.path, 'report.json'), 'utf8')) as { runs: [Result] };
  const { figures } = run;
  expect(figures).toMatchObject({ failed: 0, failedByKill: 0, wrong: 0, lost: 0, doubled: 0, otherViolations: 0, differences: 0, kills: 0 });
  expect(figures.events).toBeGreaterThan(figures.acknowledged);
  for (const phase of ['before', 'during', 'after'] as const) expect(figures.phases[phase].reads.count).toBeGreaterThan(0);
  expect(figures.phases.during.writes.count).toBeGreaterThan(0);
  expect(figures.shadow.same).toBeGreaterThan(0);
  const page = await readFile(join(folder.path, 'report.html'), 'utf8');
  expect(page).toContain('<svg');
  // It needs nothing else.
  expect(page).not.toMatch(/<script|<link|src=|url\(|https?:/);
}, 240_000);

test('what it does not understand it says, and does nothing', async () => {
  expect(await drill('--module', 'console')).toEqual({ code: 2, out: expect.stringContaining('--module takes config, subject, file, syllabus, not console') });
  expect(await drill('--all', '--module', 'file')).toEqual({ code: 2, out: expect.stringContaining('exclude each other') });
}, 60_000);
