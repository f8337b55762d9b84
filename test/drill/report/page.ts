import type { Result } from '../drill.ts';
import type { Latency } from '../figures.ts';
import { phases } from '../measures.ts';
import { chartOf, escaped } from './chart.ts';

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --paper: #fff; --faint: #68707a; --line: #d8dce1; --reads: #0b63c4; --writes: #b4530a; --bad: #c1121f; --good: #14713a; --band: #eef3f9; --band2: #e2ebf5; --still: #f6f6f3; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --paper: #15181c; --faint: #9aa3ad; --line: #343a42; --reads: #6db3ff; --writes: #ffab66; --bad: #ff7b84; --good: #6fd598; --band: #1c2631; --band2: #223140; --still: #1b1d20; } }
body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--paper); max-width: 70rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.6rem; margin-bottom: .2rem; } .verdict { font-size: 1.15rem; font-weight: 600; } .held { color: var(--good); } .broken { color: var(--bad); }
.figures { display: grid; grid-template-columns: repeat(auto-fill, minmax(9.5rem, 1fr)); gap: .75rem; padding: 0; list-style: none; } .figures li { border: 1px solid var(--line); border-radius: .5rem; padding: .6rem .8rem; } .figures b { display: block; font-size: 1.5rem; font-variant-numeric: tabular-nums; } .figures span { color: var(--faint); font-size: .875rem; }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { text-align: right; padding: .25rem .8rem; border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; padding-left: 0; }
svg { width: 100%; min-width: 44rem; height: auto; font: 12px system-ui, sans-serif; } path, svg line { fill: none; stroke-width: 1.6; } .reads { stroke: var(--reads); } .writes { stroke: var(--writes); } .failed { stroke: var(--bad); } .faint { opacity: .5; stroke-dasharray: 3 2; } .grid { stroke: var(--line); stroke-width: 1; } .tick, .stage { fill: var(--faint); } .title { fill: var(--ink); font-weight: 600; } .band.even { fill: var(--band); } .band.odd { fill: var(--band2); } .band.before, .band.after { fill: var(--still); } .kill { stroke: var(--bad); stroke-dasharray: 2 3; }
p.about { color: var(--faint); margin-top: 0; }`;

export interface About {
  /** What was drilled, as in `subject sqlite`. */
  readonly title: string;
  /** One sentence of what was done. */
  readonly story: string;
  readonly machine: string;
  readonly day: string;
}

const shown = (value: number | null): string => (value === null ? '–' : value < 10 ? value.toFixed(1) : String(Math.round(value)));
const cells = ({ count, p50, p95, p99 }: Latency): string => `<td>${count}</td><td>${shown(p50)}</td><td>${shown(p95)}</td><td>${shown(p99)}</td>`;
const rows = (items: readonly { readonly name: string; readonly reads: Latency; readonly writes: Latency }[]): string => items.map(({ name, reads, writes }) => `<tr><th scope="row">${escaped(name)}</th>${cells(reads)}${cells(writes)}</tr>`).join('');
const table = (first: string, body: string): string => `<div class="wide"><table><thead><tr><th scope="col">${first}</th><th scope="col">reads</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th><th scope="col">writes</th><th scope="col">p50</th><th scope="col">p95</th><th scope="col">p99</th></tr></thead><tbody>${body}</tbody></table></div>`;

/** The report as one page that needs nothing else. */
export function pageOf({ figures, kills, seed, violations }: Result, { day, machine, story, title }: About): string {
  const held = violations.length === 0;
  const tiles: readonly (readonly [string, string | number])[] = [
    ['requests', figures.requests], ['failed', figures.failed], ...(figures.kills > 0 ? [['kills', figures.kills], ['failed while a process was killed', figures.failedByKill]] as const : []),
    ['writes acknowledged', figures.acknowledged], ['lost', figures.lost], ['doubled', figures.doubled], ['differences', figures.differences], ['wrong or stale answers', figures.wrong], ['other violations', figures.otherViolations],
    ['longest write pause', `${figures.writePause.during} ms`], ['events', figures.events],
  ];
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Aurora's drill: ${escaped(title)}</title><style>${style}</style></head><body>
<h1>Aurora's drill: ${escaped(title)}</h1>
<p class="about">${escaped(story)} Seed ${seed}, ${escaped(day)}, ${escaped(machine)}.</p>
<p class="verdict ${held ? 'held' : 'broken'}">${held ? 'It held: no request failed, no write was lost or doubled, and both sides answered the same.' : `It broke: ${violations.length} violations.`}</p>
<ul class="figures">${tiles.map(([name, value]) => `<li><b>${value}</b><span>${name}</span></li>`).join('')}</ul>
${held ? '' : `<h2>What does not hold</h2><ul>${violations.slice(0, 100).map(text => `<li>${escaped(text)}</li>`).join('')}</ul>`}
<h2>Its course</h2>
<div class="wide">${chartOf(figures, kills)}</div>
<h2>Milliseconds until an answer</h2>
${table('phase', rows(phases.map(phase => ({ name: phase, ...figures.phases[phase] }))))}
<h2>Stage by stage</h2>
${table('stage', rows(figures.stages))}
<p class="about">An answer's time begins when its request was due, not when it could be sent. A write pause is the longest time in which a write of the module was wanted and none was acknowledged; before the move it was ${figures.writePause.before} ms. The drill's own process was late by ${figures.ownDelay} ms at most.</p>
</body></html>
`;
}
