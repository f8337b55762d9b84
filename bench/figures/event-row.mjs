import { join } from 'node:path';
import { differences, median, rounds, spread } from '../harness/figures.mjs';
import { scratch } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'The event of a command';
export const how = 'A command that makes a row on SQLite, with its record and answer in one transaction: with an event that tells of it, and without. One process for each, CPU time; the value is the difference.';

/** CPU µs that the event adds to a command. */
export async function measure({ count = 3_000, roundCount, note }) {
  const worker = side => startWorker(`event-row-${side}`, 'workers/append-events.mjs', { BENCH_SIDE: side, BENCH_TELLER: JSON.stringify({ file: join(scratch, `event-row-${side}.sqlite`) }) });
  const [event, none] = [await worker('event'), await worker('none')];
  const figures = await rounds(roundCount, { event: async () => (await event.round(count)).cpu, none: async () => (await none.round(count)).cpu }, note);
  await event.stop();
  await none.stop();
  const added = differences(figures.event, figures.none);
  return [{ figure: 'What an event adds to a command that makes a row, SQLite', ours: `${median(figures.event).toFixed(0)} µs`, theirs: `${median(figures.none).toFixed(0)} µs`, value: median(added), spread: spread(added), goal: 60, unit: 'µs' }];
}
