import type { ExtractionPlan } from '@aurora/config/contract';
import { parseDuration } from '@aurora/platform/settings';
import { InvalidArgumentError, type Command } from 'commander';

/** What an extraction is when nothing else is asked for. */
export const defaultPlan: ExtractionPlan = {
  steps: [1, 5, 25, 50, 100], shadow: 100, samples: 200, principals: 5, failures: 0.005, slow: 0.1, hop: 25, patience: null, evidence: true, local: false,
};

/** The plan as options say it; what is not said is undefined. */
export interface PlanOptions extends Partial<Omit<ExtractionPlan, 'patience'>> {
  readonly patience?: number;
  /** Port of a service that is started here. */
  readonly port?: number;
}

function readSteps(text: string): number[] {
  const steps = text.split(',').map(Number);
  if (steps.length > 20 || steps.some(step => !(step > 0 && step <= 100) || Math.abs(step * 100 - Math.round(step * 100)) > 1e-9) || steps.some((step, at) => at > 0 && step <= steps[at - 1]!)) {
    throw new InvalidArgumentError('It must be rising shares of the callers in per cent, as in 1,5,25,50,100.');
  }
  return steps.at(-1) === 100 ? steps : [...steps, 100];
}

const number = (name: string, least: number, most: number, whole = false) => (text: string): number => {
  const value = Number(text.replace(/\s*%$/, ''));
  if (text.trim() === '' || !(value >= least && value <= most) || (whole && !Number.isInteger(value))) throw new InvalidArgumentError(`${name} must be ${whole ? 'a whole number ' : ''}from ${least} to ${most}.`);
  return value;
};

const fraction = (name: string) => (text: string): number => number(name, 0, 100)(text) / 100;

function readPatience(text: string): number {
  const milliseconds = parseDuration(text);
  if (milliseconds === undefined || milliseconds < 1_000) throw new InvalidArgumentError('It must be a duration of a second or more, as in 30s or 10m.');
  return milliseconds;
}

/** Adds the options that make a plan. */
export const withPlan = (command: Command): Command => command
  .option('--local', 'start the service on this machine, from this code, on the module\'s port')
  .option('--port <port>', 'port of that service; 0 for a free one', number('--port', 0, 65535, true))
  .option('--steps <shares>', 'shares of the callers on the service, in per cent (default: 1,5,25,50,100)', readSteps)
  .option('--shadow <percentage>', 'share of the reads that are compared (default: 100)', number('--shadow', 0, 100))
  .option('--samples <count>', 'tries on the service that each step needs (default: 200)', number('--samples', 1, 1e9, true))
  .option('--principals <count>', 'callers on the service that each step needs (default: 5)', number('--principals', 1, 10_000, true))
  .option('--failures <percentage points>', 'by how much more of the tries on the service may fail (default: 0.5)', fraction('--failures'))
  .option('--slow <percentage points>', 'by how much more of its answers may be slow (default: 10)', fraction('--slow'))
  .option('--hop <milliseconds>', 'what the way to the service may cost (default: 25)', number('--hop', 0, 60_000))
  .option('--patience <duration>', 'how long a step may wait for samples before it all goes back (default: as long as it takes)', readPatience)
  .option('--no-evidence', 'do not hold the steps until the service has shown that it is no worse; what shows that it is worse still ends it');

/** The plan that options make, where `before` is that of the extraction they go on with. */
export const planOf = ({ failures, hop, local, principals, samples, shadow, slow, steps, patience, evidence }: PlanOptions, before: ExtractionPlan = defaultPlan): ExtractionPlan => ({
  steps: steps ?? before.steps, shadow: shadow ?? before.shadow, samples: samples ?? before.samples, principals: principals ?? before.principals, failures: failures ?? before.failures,
  slow: slow ?? before.slow, hop: hop ?? before.hop, patience: patience ?? before.patience, evidence: evidence === false ? false : before.evidence, local: local ?? before.local,
});
