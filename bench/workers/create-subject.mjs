// Creates subjects through the module's local port, each as a command of its own.
import { randomUUIDv7 } from 'node:crypto';
import { answerRounds } from '../harness/work.mjs';
import { context } from './context.mjs';
import { hostSubject } from './subject-module.mjs';

const { port } = await hostSubject(process.env.BENCH_DATABASE);
let made = 0;

answerRounds(async count => {
  for (let call = 0; call < count; call += 1) {
    made += 1;
    await port.create({ name: `Introduction to Computers ${made}`, code: `CS ${made}`, description: 'What computers do, and how.', credits: 3 }, context(randomUUIDv7()));
  }
});
