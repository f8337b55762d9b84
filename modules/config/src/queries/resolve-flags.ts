import { AuroraError, type Handlers } from '@aurora/kernel';
import { configContract, type Resolution } from '../../contract/index.ts';
import { evaluationBy } from '../domain/flag-permission.ts';
import type { CompiledFlag, EvaluationContext } from '../flagd/compiled-flag.ts';
import type { FlagCache } from '../flagd/flag-cache.ts';
import type { FlagUse } from '../flagd/flag-use.ts';

function resolution(key: string, flag: CompiledFlag, context: EvaluationContext): Resolution {
  const { metadata } = flag;
  const evaluation = flag.evaluate(context);
  if (evaluation === 'no-targeting-key') return { key, value: null, variant: null, reason: 'ERROR', error: `The flag ${key} goes by percentages and needs a targeting key.`, targeting_key_missing: true, metadata };
  return { ...evaluation, targeting_key_missing: false, metadata };
}

/** One flag, or all that the caller may evaluate: one of which it may not know is told from one that there is not by nobody. */
export const resolveFlags = (flags: FlagCache, use: FlagUse): Handlers<typeof configContract>['resolveFlags'] => async ({ key, context }, { principal }) => {
  const may = evaluationBy(principal);
  if (key === undefined) {
    const shown = (await flags.all()).filter(([name, { metadata }]) => may(name, metadata['flagSetId']));
    for (const [name] of shown) use.note('delivered_at', name);
    return { items: shown.map(([name, flag]) => resolution(name, flag, context)) };
  }
  const flag = await flags.find(key);
  if (!flag || !may(key, flag.metadata['flagSetId'])) throw new AuroraError('NOT_FOUND', `There is no flag ${key}.`);
  use.note('evaluated_at', key);
  return { items: [resolution(key, flag, context)] };
};
