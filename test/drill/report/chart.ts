import type { Figures, Second } from '../figures.ts';
import type { Result } from '../drill.ts';

const width = 1_000, left = 60, right = 20, panel = 150, gap = 34, top = 74;
const plotted = width - left - right;

/** A series: its class, its name, and its value in each second; null where there is none. */
type Series = readonly [style: string, name: string, value: (second: Second) => number | null];

interface Panel {
  readonly title: string;
  readonly logarithmic: boolean;
  readonly series: readonly Series[];
}

const panels: readonly Panel[] = [
  { title: 'answers a second', logarithmic: false, series: [['reads', 'reads', ({ reads }) => reads], ['writes', 'writes', ({ writes }) => writes]] },
  { title: 'milliseconds of reads', logarithmic: true, series: [['reads faint', 'p50', ({ readsP50 }) => readsP50], ['reads', 'p99', ({ readsP99 }) => readsP99]] },
  { title: 'milliseconds of writes', logarithmic: true, series: [['writes faint', 'p50', ({ writesP50 }) => writesP50], ['writes', 'p99', ({ writesP99 }) => writesP99]] },
  { title: 'failed a second', logarithmic: false, series: [['failed', 'failed', ({ failed }) => failed]] },
];

export const escaped = (text: string): string => text.replace(/[&<>"]/g, sign => `&#${sign.charCodeAt(0)};`);
const places = (value: number): string => value.toFixed(1);

/** The least of 1, 2 or 5 times a power of ten that is not below `value`. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map(factor => factor * power).find(candidate => candidate >= value - 1e-9)!;
}

function drawPanel({ logarithmic, series, title }: Panel, seconds: readonly Second[], from: number, x: (second: number) => number): string {
  const values = series.flatMap(([, , value]) => seconds.flatMap(second => value(second) ?? []));
  const highest = round(Math.max(1, ...values));
  const y = (value: number): number => from + panel * (1 - (logarithmic ? Math.log10(Math.max(1, value)) / Math.max(1, Math.log10(highest)) : value / highest));
  const lines = logarithmic ? Array.from({ length: Math.floor(Math.log10(highest)) + 1 }, (_, power) => 10 ** power) : [0, highest / 2, highest];
  const grid = lines.map(value => `<line class="grid" x1="${left}" x2="${width - right}" y1="${places(y(value))}" y2="${places(y(value))}"/><text class="tick" x="${left - 6}" y="${places(y(value) + 4)}" text-anchor="end">${value}</text>`);
  const paths = series.map(([style, , value]) => {
    let drawn = '';
    for (const second of seconds) {
      const at = value(second);
      drawn += at === null ? '' : `${drawn === '' || value(seconds[second.second - 1]!) === null ? 'M' : 'L'}${places(x(second.second + 0.5))} ${places(y(at))}`;
    }
    return `<path class="${style}" d="${drawn}"/>`;
  });
  const legend = series.length < 2 ? '' : series.map(([style, name], index) => `<line class="${style}" x1="${left + 190 + index * 80}" x2="${left + 210 + index * 80}" y1="${from - 12}" y2="${from - 12}"/><text class="tick" x="${left + 215 + index * 80}" y="${from - 8}">${name}</text>`).join('');
  return `<text class="title" x="${left}" y="${from - 8}">${title}</text>${legend}${grid.join('')}${paths.join('')}`;
}

/** The course of a drill, second by second, with its stages as bands and each kill as a line: an SVG for a page. */
export function chartOf({ seconds, stages }: Figures, kills: Result['kills']): string {
  const end = Math.max(1, seconds.length);
  const height = top + panels.length * (panel + gap);
  const x = (second: number): number => left + (plotted * second) / end;
  const bands = stages.map(({ from, name, phase, to }, index) =>
    `<rect class="band ${phase} ${index % 2 === 0 ? 'even' : 'odd'}" x="${places(x(from))}" y="${top - 22}" width="${places(x(to) - x(from))}" height="${height - top}"><title>${escaped(name)}: ${from} s to ${to} s</title></rect>`
    + `<text class="stage" transform="translate(${places(x(from) + 4)} ${top - 28}) rotate(-28)">${escaped(name)}</text>`);
  const marks = kills.map(({ name, second }) => `<line class="kill" x1="${places(x(second))}" x2="${places(x(second))}" y1="${top - 22}" y2="${height - gap + 12}"><title>${escaped(name)} killed at ${second} s</title></line>`);
  const step = round(end / 12);
  const axis = Array.from({ length: Math.floor(end / step) + 1 }, (_, index) => `<text class="tick" x="${places(x(index * step))}" y="${height - 14}" text-anchor="middle">${index * step} s</text>`);
  return `<svg viewBox="0 0 ${width + 60} ${height}" role="img" aria-label="Answers, latencies and failures in each second of the drill">${bands.join('')}${panels.map((each, index) => drawPanel(each, seconds, top + index * (panel + gap), x)).join('')}${marks.join('')}${axis.join('')}</svg>`;
}
