import { resolve, type Definitions, type JsonSchema } from '../json-schema.ts';
import { typeText } from '../report/type-text.ts';
import type { BreakingChange } from './breaking-change.ts';
import { accepts } from './scalars.ts';

/** An input must go on taking what it took; an output must not hold what it could not hold. */
export type Direction = 'input' | 'output';

interface Comparison {
  readonly before: JsonSchema;
  readonly after: JsonSchema;
  readonly direction: Direction;
  readonly at: string;
}

/** Every breaking change between two schemas, each at its field. References are followed on either side. */
export function schemaChanges(comparison: Comparison, definitionsBefore: Definitions, definitionsAfter: Definitions): BreakingChange[] {
  const seen = new Set<string>();

  function compare({ before, after, direction, at }: Comparison): BreakingChange[] {
    if (before.$ref !== undefined && after.$ref !== undefined) {
      const pair = `${before.$ref} ${after.$ref}`;
      if (seen.has(pair)) return [];
      seen.add(pair);
    }
    const old = alternatives(before, definitionsBefore);
    const now = alternatives(after, definitionsAfter);
    const given = direction === 'input' ? old : now;
    const taken = direction === 'input' ? now : old;
    return given.flatMap(one => {
      const alike = taken.filter(other => accepts(other, one));
      const found = alike.map(other => inside(direction === 'input' ? { before: one, after: other, direction, at } : { before: other, after: one, direction, at }));
      if (found.some(changes => changes.length === 0)) return [];
      return found.length === 1 ? found[0]! : [{ at, what: wording[direction](before, after) }];
    });
  }

  function inside({ before, after, direction, at }: Comparison): BreakingChange[] {
    const changes: BreakingChange[] = [];
    if (before.items || after.items) changes.push(...compare({ before: before.items ?? {}, after: after.items ?? {}, direction, at: `${at}[]` }));
    if (before.properties || after.properties) changes.push(...fields({ before, after, direction, at }));
    const given = direction === 'input' ? before : after;
    const records = typeof before.additionalProperties === 'object' || typeof after.additionalProperties === 'object';
    if (records && given.additionalProperties !== false) {
      changes.push(...compare({ before: rest(before), after: rest(after), direction, at: `${at}.*` }));
    }
    return changes;
  }

  function fields({ before, after, direction, at }: Comparison): BreakingChange[] {
    const changes: BreakingChange[] = [];
    for (const name of Object.keys(after.properties ?? {})) {
      if (direction === 'input' && !before.properties?.[name] && needs(after, name)) changes.push({ at: `${at}.${name}`, what: 'is new and needed' });
    }
    for (const [name, old] of Object.entries(before.properties ?? {})) {
      const now = after.properties?.[name];
      const field = `${at}.${name}`;
      if (!now) { changes.push({ at: field, what: direction === 'input' ? 'is not taken any more' : 'is gone' }); continue; }
      if (direction === 'input' && !needs(before, name) && needs(after, name)) changes.push({ at: field, what: 'is needed now' });
      if (direction === 'output' && needs(before, name) && !needs(after, name)) changes.push({ at: field, what: 'may be absent now' });
      if (direction === 'input' && text(old.default) !== text(now.default) && !needs(after, name)) changes.push({ at: field, what: `default was ${text(old.default)}, is ${text(now.default)}` });
      changes.push(...compare({ before: old, after: now, direction, at: field }));
    }
    if (direction === 'input' && before.additionalProperties !== false && after.additionalProperties === false) changes.push({ at, what: 'refuses unknown fields now' });
    return changes;
  }

  return compare(comparison);
}

/** One schema per type that a value may have; unions are taken apart. */
function alternatives(schema: JsonSchema, definitions: Definitions): JsonSchema[] {
  const found = resolve(schema, definitions);
  const union = found.anyOf ?? found.oneOf;
  if (union) return union.flatMap(one => alternatives(one, definitions));
  return Array.isArray(found.type) ? found.type.map(type => ({ ...found, type: type as string })) : [found];
}

const needs = (schema: JsonSchema, name: string): boolean => schema.required?.includes(name) ?? false;
const rest = (schema: JsonSchema): JsonSchema => (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : {});

const wording = {
  input: (before: JsonSchema, after: JsonSchema) => `takes less: ${difference(before, after)}`,
  output: (before: JsonSchema, after: JsonSchema) => `may be something else: ${difference(before, after)}`,
} as const satisfies Record<Direction, unknown>;

function difference(before: JsonSchema, after: JsonSchema): string {
  const [was, is] = [typeText(before), typeText(after)];
  return was === is ? `was ${text(before)}, is ${text(after)}` : `was ${was}, is ${is}`;
}

const text = (value: unknown): string => (value === undefined ? 'none' : JSON.stringify(value));
