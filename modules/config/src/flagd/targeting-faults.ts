import type { FieldError } from '@aurora/kernel';

/** The operators of flagd's targeting: JSON Logic's, without those that only some engines have, and its own. */
const operators = new Set([
  'var', 'missing', 'missing_some', 'if', 'and', 'or', '!', '!!', '==', '===', '!=', '!==', '>', '>=', '<', '<=', '%', '/', '*', '+', '-', 'max', 'min',
  'merge', 'cat', 'substr', 'in', 'map', 'filter', 'reduce', 'all', 'none', 'some', 'starts_with', 'ends_with', 'sem_ver', 'fractional',
]);

/** Above this sum of weights flagd gives the default to all. */
const maxWeight = 2 ** 31 - 1;

const fault = (path: string, code: string, message: string): FieldError[] => [{ path, code, message }];
const isRule = (node: unknown): node is Record<string, unknown> => node !== null && typeof node === 'object' && !Array.isArray(node);

/**
 * What is wrong with a flag's targeting in ways that flagd takes without a word, or names in a way that helps nobody.
 * `variants` are the names there are. Recurses: the depth must have been checked.
 */
export function targetingFaults(targeting: unknown, variants: ReadonlySet<string>, path: string): FieldError[] {
  if (!isRule(targeting)) return fault(path, 'invalid_type', 'must be a rule: an object with one operator');
  if (Object.keys(targeting).length === 0) return [];
  const faults = ruleFaults(targeting, path);
  return faults.length > 0 ? faults : resultFaults(targeting, variants, path);
}

function ruleFaults(node: unknown, path: string): FieldError[] {
  if (Array.isArray(node)) return node.flatMap((inner, index) => ruleFaults(inner, `${path}.${index}`));
  if (!isRule(node)) return [];
  const [operator, ...others] = Object.keys(node);
  if (operator === undefined || others.length > 0) return fault(path, 'invalid_rule', 'must have exactly one operator');
  const at = `${path}.${operator}`;
  if (!operators.has(operator)) return fault(at, 'unknown_operator', 'is not an operator of flagd');
  const own = operator === 'fractional' ? weightFaults(node[operator], at) : [];
  return [...own, ...ruleFaults(node[operator], at)];
}

const buckets = (operands: unknown): { bucket: unknown[]; index: number }[] =>
  (Array.isArray(operands) ? operands.flatMap((bucket, index) => (Array.isArray(bucket) ? [{ bucket, index }] : [])) : []);

/** Weights that are computed are not looked at. */
function weightFaults(operands: unknown, path: string): FieldError[] {
  const weights = buckets(operands).map(({ bucket, index }) => ({ weight: bucket.length > 1 ? bucket[1] : 1, at: `${path}.${index}.1` }));
  const wrong = weights.filter(({ weight }) => !isRule(weight) && !(Number.isInteger(weight) && (weight as number) >= 0));
  if (wrong.length > 0) return wrong.flatMap(({ at }) => fault(at, 'invalid_weight', 'must be a whole number, 0 or above'));
  if (weights.length === 0 || weights.some(({ weight }) => isRule(weight))) return [];
  const sum = weights.reduce((total, { weight }) => total + (weight as number), 0);
  if (sum === 0) return fault(path, 'no_weight', 'must have a weight above 0');
  return sum > maxWeight ? fault(path, 'too_much_weight', `must not have weights of more than ${maxWeight} together`) : [];
}

/** Literals that would be taken for the name of a variant, and are none. */
function resultFaults(node: unknown, variants: ReadonlySet<string>, path: string): FieldError[] {
  if (typeof node === 'string' || typeof node === 'number' || typeof node === 'boolean') {
    return variants.has(String(node)) ? [] : fault(path, 'unknown_variant', 'is not the name of a variant');
  }
  if (!isRule(node)) return [];
  if (Array.isArray(node['if'])) {
    const branches = node['if'];
    return branches.flatMap((branch, index) => (index % 2 === 1 || index === branches.length - 1 ? resultFaults(branch, variants, `${path}.if.${index}`) : []));
  }
  if ('fractional' in node) return buckets(node['fractional']).flatMap(({ bucket, index }) => resultFaults(bucket[0], variants, `${path}.fractional.${index}.0`));
  return [];
}
