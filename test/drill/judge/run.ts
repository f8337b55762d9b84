import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { machine } from '../../faults/document.ts';
import { judge, type Judgement } from './judge.ts';
import { kinds, type Kind } from './kinds.ts';
import { Place } from './place.ts';

/** What became of one kind of service, run after run. */
export interface Row {
  readonly kind: Kind;
  readonly judgements: readonly Judgement[];
}

/** Whether a service was taken for what it is. */
export const right = ({ worse }: Kind, { failed, found }: Judgement): boolean => failed === 0 && (worse ? found === 'shadow' || found === 'first step' : found === 'well');

/** The table of all kinds, for people. */
export function linesOf(rows: readonly Row[]): string[] {
  return ['| service | runs | found in shadow | in the first step | later | taken over | requests | failed | seconds, median |', '|---|---|---|---|---|---|---|---|---|', ...rows.map(({ judgements, kind }) => {
    const count = (where: Judgement['found']): number => judgements.filter(({ found }) => found === where).length;
    const sum = (of: 'requests' | 'failed'): number => judgements.reduce((total, judgement) => total + judgement[of], 0);
    const median = judgements.map(({ seconds }) => seconds).toSorted((a, b) => a - b)[Math.floor(judgements.length / 2)];
    return `| ${[kind.name, judgements.length, count('shadow'), count('first step'), count('later'), count('well'), sum('requests'), sum('failed'), median].join(' | ')} |`;
  })];
}

/** Judges each kind of service so often; answers the exit code. */
export async function runJudge({ out, runs }: { readonly out: string; readonly runs: number }, signal: AbortSignal): Promise<number> {
  const logs = join(out, 'logs');
  await mkdir(logs, { recursive: true });
  console.log(`subject is taken out behind each of ${kinds.length} kinds of services, ${runs} times each, while 60 callers read. A service that answers wrongly, slowly or fails must be found before all callers are on it; one that is only farther must take over.\n`);
  const rows: Row[] = [];
  for (const kind of kinds) {
    await using place = await Place.open(logs, kind);
    const judgements: Judgement[] = [];
    for (let run = 1; run <= runs; run += 1) {
      let judgement: Judgement;
      try {
        judgement = await judge(place, signal);
      } catch (error) {
        if (signal.aborted) return 130;
        throw error;
      }
      judgements.push(judgement);
      console.log(`${right(kind, judgement) ? 'ok   ' : 'WRONG'}  ${kind.name}, run ${run} of ${runs}: ${judgement.found}, ${judgement.seconds} s, ${judgement.requests} requests, ${judgement.failed} failed${judgement.why === '' ? '' : `; ${judgement.why.split('\n')[0]!.slice(0, 200)}`}`);
    }
    rows.push({ kind, judgements });
  }
  console.log('');
  for (const line of linesOf(rows)) console.log(line);
  await writeFile(join(out, 'judge.json'), `${JSON.stringify({ machine: machine(), rows: rows.map(({ judgements, kind: { name, worse } }) => ({ name, worse, judgements })) }, undefined, 1)}\n`);
  return rows.every(({ judgements, kind }) => judgements.every(judgement => right(kind, judgement))) ? 0 : 1;
}
