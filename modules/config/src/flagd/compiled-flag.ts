import { AuroraError } from '@aurora/kernel';
import type { Evaluation, FlagDefinition } from '../../contract/index.ts';
import { loadCore, options, silent } from './core.ts';

export type EvaluationContext = Readonly<Record<string, unknown>>;

export type FlagMetadata = Readonly<Record<string, string | number | boolean>>;

/** A definition, ready to be evaluated. */
export interface CompiledFlag {
  readonly metadata: FlagMetadata;
  /** Whether it may say something else to the same context as time goes by. */
  readonly timed: boolean;
  /** What it says to `context`; `no-targeting-key` where it goes by percentages and the context does not say who is asking. */
  evaluate(context: EvaluationContext): Evaluation | 'no-targeting-key';
}

/** What flagd logs, and nothing else tells, when a percentage lacks the key it goes by; it then gives the default to all. */
const noTargetingKey = 'Missing targetingKey';

/** What flagd adds to contexts, the time among it; and a name that is computed, which may be that. */
const looksAtTime = (text: string): boolean => /\$flagd|"var":\s*(?:\[\s*)?\{/.test(text) || text.includes('\\u');

/** Compiles a definition's JSON text. */
export async function compileFlag(key: string, text: string): Promise<CompiledFlag> {
  const { FeatureFlag } = await loadCore();
  const definition = JSON.parse(text) as FlagDefinition;
  const metadata = (definition.metadata ?? {}) as FlagMetadata;
  if (definition.state === 'DISABLED') return { metadata, timed: false, evaluate: () => ({ key, value: null, variant: null, reason: 'DISABLED', error: null }) };
  const flag = new FeatureFlag(key, definition as ConstructorParameters<typeof FeatureFlag>[1], silent, options);
  return {
    metadata,
    timed: looksAtTime(text),
    evaluate(context) {
      let missing = false;
      const logger = { ...silent, debug: (...said: unknown[]) => { missing ||= String(said[0]).startsWith(noTargetingKey); } };
      const { value = null, variant = null, reason, errorMessage = null } = resolve(() => flag.evaluate(context as never, logger) as Found);
      if (missing) return 'no-targeting-key';
      if (!isReason(reason)) throw new AuroraError('INTERNAL', `The flag ${key} gave the reason ${reason}.`);
      return { key, value, variant, reason, error: errorMessage };
    },
  };
}

/** flagd turns what targeting comes to into text, and an object from the context may not let it. */
function resolve(evaluate: () => Found): Found {
  try {
    return evaluate();
  } catch {
    return { reason: 'ERROR', errorMessage: 'The targeting came to something that is not the name of a variant.' };
  }
}

interface Found { readonly value?: unknown; readonly variant?: string; readonly reason: string; readonly errorMessage?: string }

const reasons: readonly string[] = ['STATIC', 'TARGETING_MATCH', 'DEFAULT', 'ERROR'];
const isReason = (reason: string): reason is Evaluation['reason'] => reasons.includes(reason);
