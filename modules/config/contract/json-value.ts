import { z } from 'zod';

/** Levels of arrays and objects within each other. */
export const maxDepth = 64;
/** Characters of a value's JSON text. */
export const maxLength = 256 * 1024;

/** Whether `value` nests deeper than `maxDepth`. Walks without recursion: what it looks at has come from outside, however deep. */
export function nestsTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) return true;
    level = level.flatMap(item => (item !== null && typeof item === 'object' ? Object.values(item).filter(inner => inner !== null && typeof inner === 'object') : []));
  }
  return false;
}

/** What is wrong with `value` as JSON to be stored; undefined if nothing is. */
export function jsonFault(value: unknown): { readonly code: string; readonly message: string } | undefined {
  if (value === undefined) return { code: 'missing', message: 'is missing' };
  if (nestsTooDeep(value)) return { code: 'too_deep', message: `must not nest deeper than ${maxDepth} levels` };
  if (JSON.stringify(value).length > maxLength) return { code: 'too_large', message: `must not be longer than ${maxLength} characters as JSON` };
  return undefined;
}

/** Any JSON value within the limits. */
export const jsonValue = z.unknown().superRefine((value, context) => {
  const fault = jsonFault(value);
  if (fault) context.addIssue({ code: 'custom', message: fault.message });
});
