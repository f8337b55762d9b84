import { describe, expect, test } from '@jest/globals';
import { moduleNames } from '@aurora/test/running';
import { wire } from './modes/in-process.ts';
import { process } from './modes/in-processes.ts';
import { play } from './play.ts';
import { disallowed } from './scenarios/refusals.ts';

describe.each(moduleNames)('the port of %s', module => {
  test('refuses what its contract does not allow alike on the wire and in another process', async () => {
    const [onWire, inProcess] = await Promise.all([wire, process].map(mode => play(module, mode, disallowed(module))));
    expect(inProcess!.trace).toEqual(onWire!.trace);
    expect(inProcess!.effects).toEqual(onWire!.effects);
    expect(onWire!.effects[`${module}.event_store`]).toEqual([]);
  }, 60_000);
});
