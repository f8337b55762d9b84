import { join } from 'node:path';
import { median, spread } from '../harness/figures.mjs';
import { memoryOf, scratch, startAurora } from '../harness/servers.mjs';

export const title = 'Start and idle memory of the monolith';
export const how = 'As `npm start`, with the compile cache warm; memory five seconds after the start.';

/** Milliseconds from the start of the process to ready, and resident memory five seconds later, with the compile cache warm. */
export async function measure({ roundCount, note }) {
  const times = [];
  const sizes = [];
  for (let round = 0; round <= roundCount; round += 1) {
    const aurora = await startAurora(`aurora-start-${round}`, join(scratch, 'start'));
    await new Promise(done => setTimeout(done, 5_000));
    if (round > 0) {
      times.push(aurora.readyAfter);
      sizes.push(memoryOf(aurora.pid) / 1024 ** 2);
    }
    await aurora.stop();
    note(round === 0 ? 'warmed up' : `round ${round} of ${roundCount}`);
  }
  return [
    { figure: 'Process start to ready', ours: '', theirs: '', value: median(times), spread: spread(times), goal: 600, unit: 'ms' },
    { figure: 'Resident memory, idle', ours: '', theirs: '', value: median(sizes), spread: spread(sizes), goal: 120, unit: 'MiB' },
  ];
}
