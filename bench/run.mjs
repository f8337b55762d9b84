// npm run bench [-- --only NAME] [--rounds N] [--large]: measures the figures of docs/benchmarks.md and writes them there, each as soon as it is known.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { line, report, resultOf } from './report.mjs';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' }, large: { type: 'boolean', default: false } } });

if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  console.log('installing the peers in bench/node_modules');
  execFileSync('npm', ['ci', '--prefix', import.meta.dirname], { stdio: 'inherit' });
}
const { cleanUp, killChildren } = await import('./harness/servers.mjs');

const names = readdirSync(join(import.meta.dirname, 'figures')).map(file => file.replace('.mjs', '')).sort();
const wanted = options.only ? names.filter(name => options.only.split(',').includes(name)) : names;
if (wanted.length === 0) throw new Error(`--only takes some of ${names.join(', ')}`);

/** Minutes after which a figure is given up. */
const patience = 5;

/** What was measured of a figure; a row that says why where nothing was. */
async function measured({ measure, title }) {
  const late = new Promise((_, reject) => { setTimeout(() => reject(new Error(`not done in ${patience} minutes`)), patience * 60_000).unref(); });
  try {
    return await Promise.race([measure({ roundCount: Number(options.rounds), large: options.large, note: text => console.log(`  ${text}`) }), late, told]);
  } catch (error) {
    killChildren();
    return [{ figure: title, ours: '', theirs: '', missing: String(error.message).split('\n')[0] }];
  }
}

// Told to end, it keeps what it has.
const told = new Promise((_, reject) => { for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => reject(new Error('interrupted'))); });
told.catch(() => undefined);

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const machine = { cores: cpus().length, memory: Math.round(totalmem() / 1024 ** 3), node: process.version, commit, date: new Date().toISOString().slice(0, 10), rounds: Number(options.rounds) };
const kept = join(import.meta.dirname, 'results.json');
const results = existsSync(kept) ? JSON.parse(readFileSync(kept, 'utf8')) : {};

process.once('exit', cleanUp);
for (const name of wanted) {
  const figure = await import(`./figures/${name}.mjs`);
  console.log(figure.title);
  const rows = await measured(figure);
  for (const row of rows) console.log(`  ${line(row)}`);
  // What was measured before is worth more than that it was interrupted now.
  if (results[name] && rows.every(({ missing }) => missing)) continue;
  results[name] = resultOf({ title: figure.title, how: figure.how, rows }, machine);
  writeFileSync(kept, `${JSON.stringify(results, null, 1)}\n`);
  writeFileSync(join(root, 'docs/benchmarks.md'), report(names.filter(known => results[known]).map(known => results[known])));
}
process.exit();
