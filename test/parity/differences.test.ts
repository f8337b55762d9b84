import { describe, expect, test } from '@jest/globals';
import { differences } from './differences.ts';
import { local } from './modes/in-process.ts';
import { process } from './modes/in-processes.ts';

describe('where a call in one process is known to differ from one between two', () => {
  test.each(['subject', 'file'] as const)('is shown by the port of %s, or the list is out of date', async module => {
    await using here = await local.open(module);
    await using there = await process.open(module);
    for (const difference of differences.filter(each => each.module === module)) {
      expect([difference.title, await difference.show(here.ports)]).toEqual([difference.title, difference.local]);
      expect([difference.title, await difference.show(there.ports)]).toEqual([difference.title, difference.remote]);
    }
  });
});
