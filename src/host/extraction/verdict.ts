import type { ExtractionPlan } from '@aurora/config/contract';
import { totalOf, type CountedTries } from './counted-tries.ts';
import { slowAnswers } from './latency.ts';
import { evidenceAbove, evidenceBelow, strengthOf } from './sequential-test.ts';

/** Probabilities: that a service which is no worse is ever found worse, and that one which is worse is ever found no worse. */
const wrongAlarm = 0.001, wrongTrust = 0.05;

/** Tries below which nothing is found worse: what fails or is slow comes in bunches, and a single moment of a machine makes one. */
const least = 50;

/** Share of the compared reads that may be unsteady: things do change and change back within a moment. */
const unsteadyAllowed = 0.002;

/** What has been compared of a module's reads. */
export interface Compared {
  readonly same: number;
  readonly different: number;
  readonly unsteady: number;
  readonly race: number;
  readonly failed: number;
  readonly dropped: number;
}

/** Whether the service is no worse than the monolith: `worse`, `well`, or not known yet. Each says why, for people. */
export interface Verdict {
  readonly is: 'worse' | 'well' | 'open';
  readonly why: string;
}

const percent = (fraction: number): string => `${Number((fraction * 100).toPrecision(2))} %`;

/** One figure of both sides, as hits in tries. */
interface Figure {
  readonly name: string;
  readonly tries: number;
  readonly hits: number;
  /** The rate that the service's may reach. */
  readonly limit: number;
}

function judged({ hits, limit, name, tries }: Figure): Verdict {
  const rate = tries === 0 ? 0 : hits / tries;
  const told = `${hits} of ${tries} ${name} (${percent(rate)}), at most ${percent(limit)} may`;
  if (tries >= least && evidenceAbove(tries, hits, limit) >= strengthOf(wrongAlarm)) return { is: 'worse', why: told };
  return evidenceBelow(tries, hits, limit) >= strengthOf(wrongTrust) ? { is: 'well', why: told } : { is: 'open', why: `${told}; more tries are needed to tell` };
}

const rateOf = (hits: number, tries: number): number => (tries === 0 ? 0 : hits / tries);

/**
 * Judges a service by all that has been tried and compared since the extraction began, and by how fast both sides have answered of late: a
 * difference in an answer ends it; failures and slow answers may be more than the monolith's by the plan's margins. `share` of the callers are
 * on the service, in per cent.
 */
export function judge(tries: CountedTries, compared: Compared, plan: Pick<ExtractionPlan, 'failures' | 'slow' | 'hop'>, share: number): Verdict {
  if (compared.different > 0) return { is: 'worse', why: `${compared.different === 1 ? 'one read was' : `${compared.different} reads were`} answered differently by the service, while the monolith's answer stayed the same` };
  const [monolith, service] = [tries.of('monolith'), tries.of('service')];
  const reads = compared.same + compared.unsteady + compared.race;
  if (evidenceAbove(reads, compared.unsteady, unsteadyAllowed) >= strengthOf(wrongAlarm)) return { is: 'worse', why: `${compared.unsteady} of ${reads} reads were answered differently by the service at times` };
  const [here, there] = [totalOf(monolith), totalOf(service)];
  const failing = judged({ name: 'tries on the service failed', tries: there.tries, hits: there.failed, limit: Math.min(0.99, rateOf(here.failed, here.tries) + plan.failures) });
  if (failing.is === 'worse') return failing;
  const slow = slowAnswers([monolith, tries.before], service, plan.hop + 2 * tries.late);
  const late = judged({ name: 'answers of the service were slow', tries: slow.service.answers, hits: slow.service.slow, limit: Math.min(0.99, rateOf(slow.monolith.slow, slow.monolith.answers) + plan.slow) });
  if (late.is === 'worse') return late;
  if (failing.is === 'open') return failing;
  if (slow.service.answers > 0) return late.is === 'open' ? late : { is: 'well', why: `${failing.why}; ${late.why}` };
  // Where all go to the service, the monolith may answer nothing that is a measure.
  return share === 100 ? { is: 'well', why: failing.why } : { is: 'open', why: 'too few answers of both sides to the same operation to tell whether the service is slow' };
}
