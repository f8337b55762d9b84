import type { Contract } from '@aurora/kernel';
import { contractOf, type ModuleName } from '@aurora/test/running';
import { effectsOf } from './effects.ts';
import { kindsOf } from './kinds.ts';
import { neighbours } from './neighbours.ts';
import { NormalForm } from './normal-form.ts';
import type { Mode, Stage } from './stage.ts';
import { record, type Step } from './trace.ts';

/** A sequence of calls; the same in every mode. */
export type Scenario = (ports: Stage['ports']) => Promise<void>;

/** What a scenario showed in one mode, in normal form. */
export interface Played {
  readonly trace: readonly Step[];
  readonly effects: Readonly<Record<string, unknown>>;
}

/** Plays `scenario` on `module` and those it calls. */
export async function play(module: ModuleName, mode: Mode, scenario: Scenario): Promise<Played> {
  await using stage = await mode.open(module);
  const trace: Step[] = [];
  const recorded = await Promise.all(neighbours(module).map(async name => {
    const contract: Contract = await contractOf(name);
    return [name, record(contract, stage.ports[name] as never, trace), kindsOf(contract)] as const;
  }));
  await scenario(Object.fromEntries(recorded) as unknown as Stage['ports']);
  const kinds = Object.assign({}, ...recorded.map(([, , kind]) => kind)) as Record<string, string>;
  const form = new NormalForm();
  const normal = trace.map(({ operation, outcome }) => ({ operation, outcome: form.of(outcome, kinds[operation]!) as Step['outcome'] }));
  return { trace: normal, effects: await effectsOf(stage, module, form) };
}
