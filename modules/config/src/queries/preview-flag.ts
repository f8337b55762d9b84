import { setImmediate as nextTurn } from 'node:timers/promises';
import { validationFailed, type Handlers } from '@aurora/kernel';
import { configContract } from '../../contract/index.ts';
import { compileFlag, type CompiledFlag, type EvaluationContext } from '../flagd/compiled-flag.ts';
import { definitionFaults } from '../flagd/definition-faults.ts';
import type { FlagCache } from '../flagd/flag-cache.ts';

/** Evaluations in a row, before others have their turn. */
const atOnce = 200;

/** Those who are moved and told by name. */
const told = 1_000;

const variantOf = (flag: CompiledFlag | undefined, context: EvaluationContext): string | null => {
  const evaluation = flag?.evaluate(context);
  return evaluation === undefined || evaluation === 'no-targeting-key' ? null : evaluation.variant;
};

export const previewFlag = (flags: FlagCache): Handlers<typeof configContract>['previewFlag'] => async ({ context, definition, key, sample, targeting_keys }) => {
  const faults = await definitionFaults(definition);
  if (faults.length > 0) throw validationFailed(faults);
  const [present, thought] = [await flags.find(key), await compileFlag(key, JSON.stringify(definition))];
  const keys = targeting_keys ?? Array.from({ length: sample }, (_, number) => `sample:${number}`);
  const counts = new Map<string, { before: string | null; after: string | null; count: number }>();
  const moved: { targeting_key: string; before: string | null; after: string | null }[] = [];
  for (const [place, targetingKey] of keys.entries()) {
    if (place % atOnce === atOnce - 1) await nextTurn();
    const asked = { ...context, targetingKey };
    const [before, after] = [variantOf(present, asked), variantOf(thought, asked)];
    const move = counts.get(JSON.stringify([before, after])) ?? { before, after, count: 0 };
    counts.set(JSON.stringify([before, after]), { ...move, count: move.count + 1 });
    if (before !== after) moved.push({ targeting_key: targetingKey, before, after });
  }
  const moves = [...counts.values()].toSorted((a, b) => b.count - a.count);
  return { looked_at: keys.length, made_up: targeting_keys === undefined, moved: moved.length, moves, items: targeting_keys === undefined ? [] : moved.slice(0, told) };
};
