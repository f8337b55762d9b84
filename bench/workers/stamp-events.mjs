// A host of the module that tells of things: it gives positions to what others append.
import { answerRounds } from '../harness/work.mjs';
import { openTeller, tell } from './event-modules.mjs';

await tell(await openTeller(process.env.BENCH_TELLER));
answerRounds(() => undefined);
