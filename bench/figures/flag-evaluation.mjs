import { join } from 'node:path';
import { median, rounds, spread } from '../harness/figures.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Evaluation of a flag in process';
export const how = 'One of 100 flags through the local port of the config module on SQLite with `NODE_ENV=production`, as a module beside it would: static, by a rule, and by a percentage. CPU time. Whether flags have changed is asked once in a turn of the event loop: the last row has a turn for each evaluation, and its cost with it.';

const sides = {
  static: { name: 'static', flag: 'static', goal: 3 },
  targeting: { name: 'by a rule', flag: 'targeting', goal: 3 },
  percentage: { name: 'by a percentage', flag: 'percentage', goal: 3 },
  turns: { name: 'by a rule, one in each turn', flag: 'targeting', turns: 'one each' },
};

/** CPU µs of each evaluation. */
export async function measure({ count = 200_000, roundCount, note }) {
  const workers = {};
  for (const [side, { flag, turns = '' }] of Object.entries(sides)) workers[side] = await startWorker(`evaluate-${side}`, 'workers/evaluate-flag.mjs', { BENCH_FLAG: flag, BENCH_TURNS: turns, BENCH_DATABASE: join(scratch, `evaluate-${side}.sqlite`) });
  const figures = await rounds(roundCount, Object.fromEntries(Object.entries(workers).map(([side, worker]) => [side, async () => (await worker.round(count)).cpu])), note);
  for (const worker of Object.values(workers)) await worker.stop();
  return Object.entries(sides).map(([side, { goal, name }]) => ({ figure: `A flag evaluated in process, ${name}`, ours: '', theirs: '', value: median(figures[side]), spread: spread(figures[side]), goal, unit: 'µs' }));
}
