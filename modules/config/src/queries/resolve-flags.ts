import { hash } from 'node:crypto';
import { AuroraError, type Handlers } from '@aurora/kernel';
import { configContract, type Resolution } from '../../contract/index.ts';
import { evaluationBy, type MayEvaluate } from '../domain/flag-permission.ts';
import type { CompiledFlag, EvaluationContext } from '../flagd/compiled-flag.ts';
import type { FlagCache, WholeFlags } from '../flagd/flag-cache.ts';
import type { FlagUse } from '../flagd/flag-use.ts';

function resolution(key: string, flag: CompiledFlag, context: EvaluationContext): Resolution {
  const { metadata } = flag;
  const evaluation = flag.evaluate(context);
  if (evaluation === 'no-targeting-key') return { key, value: null, variant: null, reason: 'ERROR', error: `The flag ${key} goes by percentages and needs a targeting key.`, targeting_key_missing: true, metadata };
  return { ...evaluation, targeting_key_missing: false, metadata };
}

/** Those of all flags that somebody may evaluate. */
interface Shown {
  readonly flags: WholeFlags['flags'];
  readonly names: readonly string[];
  readonly timed: boolean;
}

/** Kinds of callers whose share of the flags is kept. */
const most = 100;

/** What callers may evaluate of the flags as they are, by their scopes. */
class Shares {
  #of: WholeFlags | undefined;
  readonly #byScopes = new Map<string, Shown>();

  get(whole: WholeFlags, scopes: string, may: MayEvaluate): Shown {
    if (this.#of !== whole || this.#byScopes.size > most) this.#byScopes.clear();
    this.#of = whole;
    const known = this.#byScopes.get(scopes);
    if (known) return known;
    const flags = whole.flags.filter(([name, { metadata }]) => may(name, metadata['flagSetId']));
    const shown = { flags, names: flags.map(([name]) => name), timed: flags.some(([, { timed }]) => timed) };
    this.#byScopes.set(scopes, shown);
    return shown;
  }
}

/** One flag, or all that the caller may evaluate: one of which it may not know is told from one that there is not by nobody. */
export const resolveFlags = (flags: FlagCache, use: FlagUse): Handlers<typeof configContract>['resolveFlags'] => {
  const shares = new Shares();
  return async ({ key, context, known }, { principal }) => {
    const may = evaluationBy(principal);
    if (key === undefined) {
      const whole = await flags.all();
      const scopes = [...principal.scopes].toSorted().join(' ');
      const shown = shares.get(whole, scopes, may);
      use.noteAll('delivered_at', shown.names);
      const state = shown.timed ? undefined : hash('sha256', `${whole.stamp}\n${scopes}\n${JSON.stringify(context)}`, 'base64url');
      if (state !== undefined && state === known) return { items: [], state, unchanged: true };
      return { items: shown.flags.map(([name, flag]) => resolution(name, flag, context)), ...(state === undefined ? {} : { state }) };
    }
    const flag = await flags.find(key);
    if (!flag || !may(key, flag.metadata['flagSetId'])) throw new AuroraError('NOT_FOUND', `There is no flag ${key}.`);
    use.note('evaluated_at', key);
    return { items: [resolution(key, flag, context)] };
  };
};
