import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { median, rounds, spread } from '../harness/figures.mjs';
import { limits } from '../harness/gateway.mjs';
import { Readers } from '../harness/readers.mjs';
import { memoryOf, scratch, startAurora } from '../harness/servers.mjs';

export const title = 'Memory of one reader of an event stream';
export const how = '2,000 readers of OFREP\'s event stream at one Aurora, which are told of one change: what its resident memory has grown by two seconds after that, by reader. A new process for each round; what is resident is not collected at once, so this is rather too much.';

const count = 2_000;
const settled = () => new Promise(done => { setTimeout(done, 2_000); });

/** KiB. */
export async function measure({ roundCount, note }) {
  let number = 0;
  const figures = await rounds(Math.min(roundCount, 3), { reader: async () => {
    const name = `stream-readers-${number += 1}`;
    const aurora = await startAurora(name, join(scratch, name), { ...limits, AURORA_FLAG_STREAMS: String(count * 8) });
    const admin = authorization(join(scratch, name), 'admin');
    const warm = await Readers.open(aurora.url, admin, 100);
    await settled();
    const before = memoryOf(aurora.pid);
    const readers = await Readers.open(aurora.url, admin, count);
    const heard = readers.next();
    const answer = await fetch(`${aurora.url}/api/v1/config/flags/bench`, { method: 'PUT', headers: { ...admin, 'content-type': 'application/json' }, body: JSON.stringify({ definition: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'on' } }) });
    if (answer.status !== 200) throw new Error(`a change answered ${answer.status}`);
    await heard;
    await settled();
    const grown = (memoryOf(aurora.pid) - before) / count / 1024;
    for (const one of [warm, readers]) one.close();
    await aurora.stop();
    return grown;
  } }, note);
  return [{ figure: 'Memory of one reader of an event stream, of 2,000', ours: '', theirs: '', value: median(figures.reader), spread: spread(figures.reader), unit: 'KiB' }];
}
