import { UsageError } from './failure.ts';

type Rule = Record<string, unknown>;

const isObject = (node: unknown): node is Rule => node !== null && typeof node === 'object' && !Array.isArray(node);
const isShare = (node: unknown): node is [string, number] => Array.isArray(node) && node.length === 2 && typeof node[0] === 'string' && typeof node[1] === 'number';

/** Places in `rule` where a percentage is drawn between two variants. */
function draws(rule: unknown): Rule[] {
  if (Array.isArray(rule)) return rule.flatMap(draws);
  if (!isObject(rule)) return [];
  const { fractional } = rule;
  const own = Array.isArray(fractional) && fractional.filter(isShare).length === 2 && fractional.filter(Array.isArray).length === 2 ? [rule] : [];
  return [...own, ...Object.values(rule).flatMap(draws)];
}

/**
 * The same definition with `percent` of those who ask on the first of the two variants between which its targeting draws. Throws a `UsageError` where
 * it does not draw between two variants in one place.
 */
export function withPercentage<Definition extends { readonly targeting?: unknown }>(definition: Definition, percent: number): Definition {
  const changed = structuredClone(definition);
  const [draw, ...others] = draws(changed.targeting);
  if (!draw || others.length > 0) throw new UsageError('The flag does not draw between two variants in one place: give its whole definition with --definition.');
  const shares = (draw['fractional'] as unknown[]).filter(isShare);
  // Whole numbers, which weights must be.
  const whole = Number.isInteger(percent) ? 100 : 10_000;
  const first = Math.round(percent * whole / 100);
  [shares[0]![1], shares[1]![1]] = [first, whole - first];
  return changed;
}
