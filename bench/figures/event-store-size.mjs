import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { fillEventsFile } from '../harness/fill-events.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'A large event store';
export const how = 'The module on SQLite whose events fill its store, against the same with 10,000 of them: a command that makes a row and an event, and the handling of new events by another module. CPU time, one process for each. A store of 1,000,000 takes half a minute to fill; with `--large` it has 10,000,000, which take 5 GB of disk.';

const little = 10_000;

/** CPU µs per command, and per event handled. */
export async function measure({ count = 3_000, roundCount, note, large }) {
  const much = large ? 10_000_000 : 1_000_000;
  const file = (size, module) => join(scratch, `event-store-${size}-${module}.sqlite`);
  const location = (size, module) => JSON.stringify({ file: file(size, module) });
  const sides = {};
  for (const size of [much, little]) {
    const append = () => startWorker(`append-${size}`, 'workers/append-events.mjs', { BENCH_SIDE: 'event', BENCH_TELLER: location(size, 'thing') });
    await (await append()).stop();
    await fillEventsFile(file(size, 'thing'), size, note);
    sides[size] = { append: await append(), deliver: await startWorker(`deliver-${size}`, 'workers/hear-events.mjs', { BENCH_TELLER: location(size, 'thing'), BENCH_HEARER: location(size, 'hearer') }) };
  }
  const cpu = (size, kind, times) => async () => (await sides[size][kind].round(times)).cpu;
  const appended = await rounds(roundCount, { much: cpu(much, 'append', count), little: cpu(little, 'append', count) }, text => note(`append, ${text}`));
  const delivered = await rounds(roundCount, { much: cpu(much, 'deliver', 5 * count), little: cpu(little, 'deliver', 5 * count) }, text => note(`deliver, ${text}`));
  for (const { append, deliver } of Object.values(sides)) {
    await append.stop();
    await deliver.stop();
  }
  rmSync(file(much, 'thing'));
  const against = `with ${much.toLocaleString('en')} events against ${little.toLocaleString('en')}, SQLite`;
  return [ratioRow(`A command with its event, ${against}`, appended.much, appended.little, 1.2), ratioRow(`An event handled, ${against}`, delivered.much, delivered.little, 1.2)];
}
