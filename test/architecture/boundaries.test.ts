import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { caughtIn } from './layers.ts';
import { growTree } from './planted-tree.ts';

const fixtures = resolve(import.meta.dirname, '../fixtures/boundaries');
const planted = readdirSync(fixtures).filter(name => name !== 'tree').map(name => ({
  name, ...JSON.parse(readFileSync(join(fixtures, name, 'planted.json'), 'utf8')) as { breaks: string; caughtBy: string[] },
}));

describe('Boundaries', () => {
  test('A tree that breaks none is found clean by every layer.', async () => {
    await using tree = await growTree();
    expect(await caughtIn(tree.root, ['{src,modules,gateway,migrations}/**/*.ts'])).toEqual([]);
  });

  test.each(planted)('$breaks ($name)', async ({ name, caughtBy }) => {
    await using tree = await growTree(name);
    expect(await caughtIn(tree.root, ['**/planted.ts'])).toEqual(caughtBy);
  });
});
