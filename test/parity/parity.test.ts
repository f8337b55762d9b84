import { beforeAll, describe, expect, test } from '@jest/globals';
import { contractOf, moduleNames } from '@aurora/test/running';
import { unseen } from './coverage.ts';
import { local, wire } from './modes/in-process.ts';
import { process } from './modes/in-processes.ts';
import { play, type Played } from './play.ts';
import { scenarios } from './scenarios/index.ts';

describe.each(moduleNames)('the port of %s', module => {
  let played: Record<'local' | 'wire' | 'process', Played>;

  beforeAll(async () => {
    const [inLine, onWire, inProcess] = await Promise.all([local, wire, process].map(mode => play(module, mode, scenarios[module])));
    played = { local: inLine!, wire: onWire!, process: inProcess! };
  }, 120_000);

  test('is asked for every operation, and for every error that the contract names', async () => {
    expect(unseen(await contractOf(module), played.local.trace)).toEqual([]);
  });

  test('answers through the wire, every call repeated, as it answers a function call', () => {
    expect(played.wire).toEqual(played.local);
  });

  test('answers from another process as it answers a function call', () => {
    expect(played.process).toEqual(played.local);
  });
});
