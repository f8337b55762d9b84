import { parseArgs } from 'node:util';
import { moduleNames, type ModuleName } from '../running/modules.ts';
import { plants, type Plant } from './plants/environment.ts';

export interface Options {
  /** Taken out in this order. */
  readonly modules: readonly ModuleName[];
  readonly kill: boolean;
  readonly database: 'sqlite' | 'mariadb';
  readonly broker: boolean;
  /** Of the time before, of that between out and back, and of that after. */
  readonly seconds: number;
  readonly clients: number;
  /** Acts a second of all clients together. */
  readonly rate: number;
  /** Subjects and syllabi that are there before. */
  readonly rows: number;
  readonly seed: number;
  readonly runs: number;
  /** Databases are moved, too; undefined if that is done where a MariaDB answers. */
  readonly relocate: boolean | undefined;
  /** What else "aurora extract" is given. */
  readonly extract: readonly string[];
  /** A fault that the drill is to see. */
  readonly plant: Plant | undefined;
  /** Services with faults and without are judged, in place of a drill. */
  readonly judge: boolean;
  /** Folder of the report. */
  readonly out: string;
  /** What is seen goes into docs/drill.md. */
  readonly write: boolean;
}

export const usage = `npm run drill -- [options]

  --module ${moduleNames.join('|')}   which module is taken out and brought back; subject unless said otherwise
  --all                 each module is taken out, then all are brought back
  --kill                processes are killed at random meanwhile, and started again
  --database mariadb    on MariaDB (AURORA_TEST_MARIADB_URL, else 127.0.0.1:3306; with --kill one of the drill's own) in place of embedded SQLite
  --no-relocate         leave the databases where they are; else they are moved to another schema and back, if a MariaDB answers (AURORA_TEST_MARIADB_URL, else 127.0.0.1:3306)
  --relocate            the same, and it is an error if none answers
  --broker              RabbitMQ, one of the drill's own, carries the events in place of HTTP
  --seconds N           how long clients work before, in between and after: 10
  --clients N           how many clients: 40
  --rate N              what they begin in a second, all together: 60
  --rows N              subjects and syllabi that are there before: 250
  --runs N              how often, each time with another seed: 1
  --extract "OPTIONS"   what "aurora extract" is given on top, as in "--steps 1,5,25,50,100 --samples 200 --failures 0.5"
  --plant fence|table   with a fault that the drill must see: a relocation that goes on while others write; a table of subject's that is not followed as it changes
  --judge               not a drill: services that answer wrongly, slowly, fail for 1 %, or are only farther away, each taken out --runs times
  --seed N              what choices are made from
  --out FOLDER          where report.html, report.json and the logs go: data/drill
  --write               put what is seen into docs/drill.md, too`;

class Wrong extends Error {}

function oneOf<Value extends string>(name: string, given: string | undefined, values: readonly Value[]): Value | undefined {
  if (given === undefined) return undefined;
  const found = values.find(value => value === given);
  if (!found) throw new Wrong(`--${name} takes ${values.join(', ')}, not ${given}`);
  return found;
}

function whole(name: string, given: string | undefined): number | undefined {
  if (given === undefined) return undefined;
  if (!/^[1-9]\d{0,8}$/.test(given)) throw new Wrong(`--${name} takes a whole number above 0, not ${given}`);
  return Number(given);
}

/** Reads the command line; a text for people where it is wrong. */
export function readOptions(given: readonly string[]): Options | string {
  const text = { type: 'string' } as const, flag = { type: 'boolean', default: false } as const;
  try {
    const { values } = parseArgs({
      args: [...given],
      allowNegative: true,
      options: { module: text, all: flag, kill: flag, judge: flag, database: text, broker: flag, relocate: { type: 'boolean' }, seconds: text, clients: text, rate: text, rows: text, runs: text, seed: text, extract: text, plant: text, out: text, write: flag, help: flag },
    });
    if (values.help) return usage;
    const module = oneOf('module', values.module, moduleNames);
    if (module && values.all) throw new Wrong('--module and --all exclude each other');
    return {
      modules: values.all ? moduleNames : [module ?? 'subject'], kill: values.kill, judge: values.judge, database: oneOf('database', values.database, ['sqlite', 'mariadb']) ?? 'sqlite', broker: values.broker,
      seconds: whole('seconds', values.seconds) ?? 10, clients: whole('clients', values.clients) ?? 40, rate: whole('rate', values.rate) ?? 60, rows: whole('rows', values.rows) ?? 250,
      seed: whole('seed', values.seed) ?? 1 + Math.floor(Math.random() * 1_000_000), runs: whole('runs', values.runs) ?? 1, relocate: values.relocate, plant: oneOf('plant', values.plant, plants), extract: values.extract?.split(/\s+/).filter(Boolean) ?? [], out: values.out ?? 'data/drill', write: values.write,
    };
  } catch (error) {
    if (error instanceof Wrong || (error as NodeJS.ErrnoException).code?.startsWith('ERR_PARSE_ARGS')) return `${(error as Error).message}\n\n${usage}`;
    throw error;
  }
}

/** What tells a drill from others, as in `subject sqlite kill`. */
export const titleOf = ({ broker, database, kill, modules, plant }: Options): string => [modules.length > 1 ? 'all' : modules[0]!, database, broker ? 'rabbitmq' : '', kill ? 'kill' : '', plant ? `planted ${plant}` : ''].filter(Boolean).join(' ');
