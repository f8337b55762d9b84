import type { Difference } from './difference.ts';
import { ignoredBelow, type IgnoredFields } from './ignored-fields.ts';

/** Differences after which the rest is not looked for. */
const enough = 100;
/** Arrays and objects within each other. */
const deepest = 64;

const isContainer = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;

const own = (value: Record<string, unknown>, key: string): unknown => (Object.hasOwn(value, key) ? value[key] : undefined);

const keysOf = (primary: Record<string, unknown>, shadow: Record<string, unknown>): Iterable<string> =>
  new Set([...Object.keys(primary), ...Object.keys(shadow)]);

function collect(found: Difference[], path: readonly string[], primary: unknown, shadow: unknown, ignored: IgnoredFields): void {
  if (found.length === enough || primary === shadow) return;
  if (!isContainer(primary) || !isContainer(shadow) || Array.isArray(primary) !== Array.isArray(shadow)) {
    found.push({ kind: 'field', field: path.join('.'), primary, shadow });
    return;
  }
  if (path.length === deepest) {
    found.push({ kind: 'too deep', field: path.join('.'), primary: undefined, shadow: undefined });
    return;
  }
  for (const key of keysOf(primary, shadow)) {
    const below = ignoredBelow(ignored, key);
    if (below) collect(found, [...path, key], own(primary, key), own(shadow, key), below);
  }
}

/**
 * Where two parsed JSON texts differ, field by field, at most a hundred places. The order of an object's fields says nothing; a field
 * that is null is another thing than one that is not there. Below 64 levels nothing is compared, which is a difference.
 */
export function jsonDifferences(primary: unknown, shadow: unknown, ignored: IgnoredFields): Difference[] {
  const found: Difference[] = [];
  collect(found, [], primary, shadow, ignored);
  return found;
}
