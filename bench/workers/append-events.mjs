// Makes things by commands, each with an event that tells of it, or without.
import { randomUUID, randomUUIDv7 } from 'node:crypto';
import { answerRounds } from '../harness/work.mjs';
import { makeThing, ThingChanged } from '@aurora/test/things';
import { context } from './context.mjs';
import { openTeller } from './event-modules.mjs';

const teller = await openTeller(process.env.BENCH_TELLER);
const tells = process.env.BENCH_SIDE === 'event';

answerRounds(async count => {
  for (let call = 0; call < count; call += 1) {
    const id = randomUUID();
    await teller.commands.run(context(randomUUIDv7()), 'make', { id }, async unit => {
      await unit.transaction.execute(makeThing, { id });
      if (tells) unit.record(ThingChanged, { id, version: 1 }, { text: 'What has become of it, in some words' });
    });
  }
});
