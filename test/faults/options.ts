import { parseArgs } from 'node:util';
import { pipes, type Pipe } from './host/orders.ts';
import type { Engine } from './scene.ts';

export const modes = ['kill', 'stop', 'database', 'switch', 'broker', 'poison', 'naive'] as const;
export type Mode = (typeof modes)[number];

export interface Options {
  readonly modes: readonly Mode[];
  readonly engines: readonly Engine[];
  readonly pipes: readonly Pipe[];
  readonly times: number | undefined;
  readonly events: number | undefined;
  readonly seed: number;
  /** At the sizes of the goals, where nothing else is said. */
  readonly full: boolean;
  /** What is seen goes into docs/faults.md. */
  readonly write: boolean;
}

export const usage = `npm run faults -- [options]

  --mode ${modes.join('|')}   which faults; kill unless said otherwise
  --engine sqlite|mariadb     one engine; both unless said otherwise
  --pipe ${pipes.join('|')}         one way of the events; each unless said otherwise
  --kills N                   how often the fault is made; for poison, how often it is tried
  --events N                  how many events are written meanwhile, at least
  --all                       every mode, unless one is named, at the sizes of the goals, into docs/faults.md
  --write                     put what is seen into docs/faults.md, in place of what was seen before
  --seed N                    what the harness's choices are made from; of a run that failed, to come near it again`;

class Wrong extends Error {}

function oneOf<Value extends string>(name: string, given: string | undefined, values: readonly Value[]): Value | undefined {
  if (given === undefined) return undefined;
  const found = values.find(value => value === given);
  if (!found) throw new Wrong(`--${name} takes ${values.join(', ')}, not ${given}`);
  return found;
}

function whole(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^\d{1,9}$/.test(given)) throw new Wrong(`--${name} takes a whole number, not ${given}`);
  return Number(given);
}

/** Reads the command line; a text for people where it is wrong. */
export function readOptions(given: readonly string[]): Options | string {
  const text = { type: 'string' } as const, flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({ args: [...given], options: { mode: text, engine: text, pipe: text, kills: text, events: text, seed: text, all: flag, write: flag, help: flag } });
    if (values.help) return usage;
    const engines: readonly Engine[] = ['sqlite', 'mariadb'];
    const mode = oneOf('mode', values.mode, modes);
    const [engine, pipe] = [oneOf('engine', values.engine, engines), oneOf('pipe', values.pipe, pipes)];
    return {
      modes: mode ? [mode] : values.all ? modes : ['kill'], full: values.all, write: values.all || values.write, engines: engine ? [engine] : engines, pipes: pipe ? [pipe] : pipes,
      times: whole('kills', values.kills), events: whole('events', values.events), seed: whole('seed', values.seed) ?? Math.floor(Math.random() * 1_000_000),
    };
  } catch (error) {
    if (error instanceof Wrong || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) return `${(error as Error).message}\n\n${usage}`;
    throw error;
  }
}
