// npm run bench [-- --only NAME] [--rounds N] [--large]: measures the figures of docs/benchmarks.md and writes them there.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { line, report } from './report.mjs';

const root = join(import.meta.dirname, '..');
const { values: options } = parseArgs({ options: { only: { type: 'string' }, rounds: { type: 'string', default: '5' }, large: { type: 'boolean', default: false } } });

if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  console.log('installing the peers in bench/node_modules');
  execFileSync('npm', ['ci', '--prefix', import.meta.dirname], { stdio: 'inherit' });
}
const { cleanUp } = await import('./harness/servers.mjs');

const names = readdirSync(join(import.meta.dirname, 'figures')).map(file => file.replace('.mjs', '')).sort();
const wanted = options.only ? names.filter(name => options.only.split(',').includes(name)) : names;
if (wanted.length === 0) throw new Error(`--only takes some of ${names.join(', ')}`);

const sections = [];
process.once('exit', cleanUp);
for (const name of wanted) {
  const figure = await import(`./figures/${name}.mjs`);
  console.log(figure.title);
  // One that fails is told of, and the others are measured all the same.
  const rows = await figure.measure({ roundCount: Number(options.rounds), large: options.large, note: text => console.log(`  ${text}`) })
    .catch(error => [{ figure: figure.title, ours: '', theirs: '', missing: String(error.message).split('\n')[0] }]);
  for (const row of rows) console.log(`  ${line(row)}`);
  sections.push({ title: figure.title, how: figure.how, rows });
}

const commit = execFileSync('git', ['rev-parse', '--short', 'HEAD'], { cwd: root, encoding: 'utf8' }).trim();
const machine = { cores: cpus().length, memory: Math.round(totalmem() / 1024 ** 3), node: process.version, commit, date: new Date().toISOString().slice(0, 10), rounds: Number(options.rounds) };
if (options.only) console.log('docs/benchmarks.md is written by a run of all figures only');
else writeFileSync(join(root, 'docs/benchmarks.md'), report(machine, sections));
