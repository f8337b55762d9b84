import type { ModuleName } from '../running/modules.ts';
import type { Violation } from './checks.ts';
import type { Kill } from './killer.ts';
import { longestPause, phases, quantile, type Failure, type Measures, type Phase, type Sample } from './measures.ts';

/** Milliseconds; null of nothing. */
export interface Latency {
  readonly count: number;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
  readonly longest: number | null;
}

export interface StageFigures {
  readonly name: string;
  readonly phase: Phase;
  /** Seconds since clients began. */
  readonly from: number;
  readonly to: number;
  readonly failed: number;
  readonly reads: Latency;
  readonly writes: Latency;
}

/** What clients saw in one second. */
export interface Second {
  readonly second: number;
  readonly reads: number;
  readonly writes: number;
  readonly readsP50: number | null;
  readonly readsP99: number | null;
  readonly writesP50: number | null;
  readonly writesP99: number | null;
  readonly failed: number;
}

/** Results of shadow comparisons. */
export type Shadow = Readonly<Record<'same' | 'different' | 'unsteady' | 'race' | 'failed' | 'dropped' | 'skipped', number>>;

/** What a drill comes to. */
export interface Figures {
  /** Sent while clients were at work, repeats too. */
  readonly requests: number;
  /** Requests without a definite answer, for which no kill is the reason. */
  readonly failed: number;
  /** Those that were under way when a process was killed, or came before it was back. */
  readonly failedByKill: number;
  /** Answers that contradict what the same client had been told. */
  readonly wrong: number;
  readonly lost: number;
  readonly doubled: number;
  readonly otherViolations: number;
  readonly differences: number;
  readonly shadow: Shadow;
  readonly kills: number;
  readonly acknowledged: number;
  readonly refused: number;
  readonly events: number;
  /** Milliseconds of the longest pause in the writes of a module that moved, before and during its moves. */
  readonly writePause: { readonly before: number; readonly during: number };
  readonly phases: Readonly<Record<Phase, { readonly reads: Latency; readonly writes: Latency }>>;
  readonly stages: readonly StageFigures[];
  readonly seconds: readonly Second[];
  /** Milliseconds for which the drill's own process stood still, at most: what it was late, latencies are too long. */
  readonly ownDelay: number;
}

const rounded = (value: number | undefined): number | null => (value === undefined || !Number.isFinite(value) ? null : Math.round(value * 10) / 10);

function latencyOf(samples: readonly Sample[]): Latency {
  const values = samples.map(({ due, ended }) => ended - due);
  return { count: values.length, p50: rounded(quantile(values, 0.5)), p95: rounded(quantile(values, 0.95)), p99: rounded(quantile(values, 0.99)), longest: rounded(quantile(values, 1)) };
}

/** Milliseconds in which a gateway may still hold what it had learnt of a process that is back. */
const grace = 3_000;

/** Whether a kill explains a failure. */
export const explained = ({ begun, ended }: Pick<Failure, 'begun' | 'ended'>, kills: readonly Kill[]): boolean =>
  kills.some(({ at, back, name }) => name !== 'command' && ended >= at && begun <= back + grace);

const between = (from: number, to: number) => ({ due }: Pick<Sample, 'due'>): boolean => due >= from && due < to;
const reading = ({ write }: Sample): boolean => !write;
const writing = ({ write }: Sample): boolean => write;

export interface Seen {
  readonly measures: Measures;
  readonly modules: readonly ModuleName[];
  readonly kills: readonly Kill[];
  readonly violations: readonly Violation[];
  readonly shadow: Shadow;
  readonly acknowledged: number;
  readonly refused: number;
  readonly events: number;
  /** When clients ended. */
  readonly end: number;
  readonly ownDelay: number;
}

/** What was seen, in figures. */
export function figuresOf({ acknowledged, end, events, kills, measures, modules, ownDelay, refused, shadow, violations }: Seen): Figures {
  const start = measures.stages[0]?.from ?? 0;
  const inSeconds = (at: number): number => Math.round((at - start) / 100) / 10;
  const samples = measures.samples.filter(between(start, Infinity));
  const failures = measures.failures.filter(({ ended }) => ended >= start);
  const bounds = measures.stages.map((stage, index) => ({ ...stage, to: measures.stages[index + 1]?.from ?? end }));
  const ofPhase = (phase: Phase): Sample[] => bounds.filter(stage => stage.phase === phase).flatMap(({ from, to }) => samples.filter(between(from, to)));
  const pauseIn = (phase: Phase): number => {
    const parts = bounds.filter(stage => stage.phase === phase);
    const [from, to] = [parts[0]?.from ?? 0, parts.at(-1)?.to ?? 0];
    return Math.round(Math.max(0, ...modules.map(module => longestPause(samples.filter(sample => sample.write && sample.module === module && sample.ended >= from && sample.due < to), end))));
  };
  const count = (kind: Violation['kind']): number => violations.filter(violation => violation.kind === kind).length;
  return {
    requests: samples.length + failures.length, failed: measures.failures.filter(failure => !explained(failure, kills)).length, failedByKill: measures.failures.filter(failure => explained(failure, kills)).length,
    wrong: measures.wrong.length, lost: count('lost'), doubled: count('doubled'), otherViolations: count('other'), differences: shadow.different, shadow, kills: kills.length, acknowledged, refused, events,
    writePause: { before: pauseIn('before'), during: pauseIn('during') },
    phases: Object.fromEntries(phases.map(phase => [phase, { reads: latencyOf(ofPhase(phase).filter(reading)), writes: latencyOf(ofPhase(phase).filter(writing)) }])) as Figures['phases'],
    stages: bounds.map(({ from, name, phase, to }) => {
      const own = samples.filter(between(from, to));
      return { name, phase, from: inSeconds(from), to: inSeconds(to), failed: failures.filter(({ begun }) => begun >= from && begun < to).length, reads: latencyOf(own.filter(reading)), writes: latencyOf(own.filter(writing)) };
    }),
    seconds: Array.from({ length: Math.ceil((end - start) / 1_000) }, (_, second): Second => {
      const [from, to] = [start + second * 1_000, start + (second + 1) * 1_000];
      const own = samples.filter(between(from, to));
      const [reads, writes] = [latencyOf(own.filter(reading)), latencyOf(own.filter(writing))];
      return { second, reads: reads.count, writes: writes.count, readsP50: reads.p50, readsP99: reads.p99, writesP50: writes.p50, writesP99: writes.p99, failed: failures.filter(({ ended }) => ended >= from && ended < to).length };
    }),
    ownDelay: Math.round(ownDelay),
  };
}
