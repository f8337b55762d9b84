import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, test } from '@jest/globals';

const checkout = resolve(import.meta.dirname, '../..');
const diagrams = (markdown: string): string[] => [...markdown.matchAll(/```mermaid\n([^`]*)```/g)].map(([, diagram]) => diagram!);

test('docs/modules.md shows the diagrams that "aurora verify --graph" prints.', () => {
  const printed = diagrams(execFileSync(process.execPath, ['src/host/aurora.mjs', 'verify', '--graph'], { cwd: checkout, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }));
  expect(printed).toHaveLength(2);
  expect(diagrams(readFileSync(join(checkout, 'docs/modules.md'), 'utf8'))).toEqual(printed);
});
