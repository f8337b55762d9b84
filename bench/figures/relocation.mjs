import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { fillSubjects } from '../harness/fill-subjects.mjs';
import { limits } from '../harness/gateway.mjs';
import { noMariadb, openMariadb } from '../harness/mariadb.mjs';
import { root, scratch, startAurora } from '../harness/servers.mjs';

export const title = 'A database that moves while it is in use';
export const how = '`aurora relocate subject` on a monolith with 1,000,000 subjects in its SQLite file, to a schema on MariaDB, while a client begins twenty changes of subjects a second, each due at its time. Rows per second: all rows, by the clock, from the command to its end, copying, reading back, comparison and switch. The longest write: from when it was due to its answer, the worst of all. All of it, clients too, on the cores of this machine; each figure once.';

const count = 1_000_000;

/** Begins changes at a steady rate until it is told to end; the milliseconds that each took since it was due, and those that failed. */
function write(api, headers) {
  const interval = 50;
  const taken = [];
  const failures = new Map();
  let ended = false;
  const one = async (number, due) => {
    const answer = await fetch(`${api}/subjects/${1 + number * 7 % count}`, { method: 'PUT', headers: { ...headers, 'content-type': 'application/json' }, body: JSON.stringify({ name: `Changed ${number}` }) }).catch(error => void failures.set(String(error.cause ?? error), 1 + (failures.get(String(error.cause ?? error)) ?? 0)));
    const said = await answer?.text().catch(() => '');
    if (answer && !answer.ok) {
      const why = `${answer.status} ${said}`;
      failures.set(why, (failures.get(why) ?? 0) + 1);
    }
    taken.push(performance.now() - due);
  };
  const running = (async () => {
    const began = performance.now();
    const all = [];
    for (let number = 0; !ended; number += 1) {
      const due = began + number * interval;
      await new Promise(done => setTimeout(done, Math.max(0, due - performance.now())));
      all.push(one(number, due));
    }
    await Promise.all(all);
  })();
  return async () => {
    ended = true;
    await running;
    return { longest: Math.max(...taken), failures, count: taken.length };
  };
}

/** Runs a relocation to its end: the milliseconds for which writes were held, and the rows it began with. */
async function relocate(env, args, note) {
  const began = performance.now();
  const child = spawn(process.execPath, ['src/host/aurora.mjs', 'relocate', 'subject', '--json', ...args], { cwd: root, env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  let last, rows = 0, told = 0, stage;
  createInterface({ input: child.stdout }).on('line', line => {
    last = JSON.parse(line).relocation;
    rows = Math.max(rows, last.tables.reduce((sum, { total }) => sum + total, 0));
    if (performance.now() - told < 10_000 && last.stage === stage) return;
    stage = last.stage;
    told = performance.now();
    note(`${Math.round((performance.now() - began) / 1000)} s, ${last.stage}: ${last.tables.reduce((sum, { copied }) => sum + copied, 0)} rows`);
  });
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`aurora relocate has ended with ${code}`);
  return { pause: last.pause_ms, rows };
}

export async function measure({ note }) {
  const rate = { figure: `Rows moved from SQLite to MariaDB, of ${count.toLocaleString('en')}`, ours: '', theirs: '', goal: 20_000, atLeast: true, unit: 'per s' };
  await using schemas = await openMariadb();
  if (!schemas) return [{ ...rate, missing: noMariadb }];
  const data = join(scratch, 'relocation');
  await (await startAurora('relocation-empty', data)).stop();
  fillSubjects(join(data, 'subject.sqlite'), count, note);
  const aurora = await startAurora('relocation', data, limits);
  const headers = authorization(data, 'admin');
  const env = { AURORA_DATA_DIR: data, AURORA_URL: aurora.url, AURORA_TOKEN: headers.authorization.replace('Bearer ', ''), BENCH_THERE: await schemas.url('relocation') };
  const end = write(`${aurora.url}/api/v1`, headers);
  const began = performance.now();
  const { pause, rows } = await relocate(env, ['--to', 'env:BENCH_THERE'], note);
  const seconds = (performance.now() - began) / 1000;
  const { count: writes, failures, longest } = await end();
  for (const [why, times] of failures) note(`${times} writes failed: ${why}`);
  const failed = failures.values().reduce((sum, times) => sum + times, 0);
  await aurora.stop();
  const once = (figure, value, unit, goal) => ({ figure, ours: `${Math.round(value)} ${unit}`, theirs: '', value, spread: 'once', goal, unit });
  return [
    { ...rate, ours: `${Math.round(rows / seconds)} per s`, value: rows / seconds, spread: 'once' },
    once(`The same: for how long writes are held, ${writes} of them meanwhile, ${failed} failed`, pause, 'ms', 1_000),
    once('The same: the longest write of a client', longest, 'ms', 1_000),
  ];
}
