import type { JsonSchema } from '../json-schema.ts';

/**
 * Whether `taking` takes every value of `given`, as far as the keywords of one value say: its type, values, bounds, pattern.
 * What lies inside of objects and arrays is not looked at.
 */
export function accepts(taking: JsonSchema, given: JsonSchema): boolean {
  const values = valuesOf(given);
  if (values) return values.every(value => takes(taking, value));
  return valuesOf(taking) === undefined && sameType(taking, given) && withinBounds(taking, given)
    && steps(taking, given) && opaque.every(keyword => equal(taking, given, keyword));
}

const valuesOf = (schema: JsonSchema): readonly unknown[] | undefined => schema.enum ?? (schema.const === undefined ? undefined : [schema.const]);

function takes(taking: JsonSchema, value: unknown): boolean {
  const values = valuesOf(taking);
  if (values) return values.includes(value);
  return accepts(taking, typeof value === 'string' ? likeString(taking, value) : likeNumber(value));
}

/** A schema of the one string: a pattern that it matches is as good as its own. */
function likeString({ pattern }: JsonSchema, value: string): JsonSchema {
  const matches = typeof pattern === 'string' && new RegExp(pattern, 'u').test(value);
  return { type: 'string', minLength: value.length, maxLength: value.length, ...(matches ? { pattern } : {}) };
}

function likeNumber(value: unknown): JsonSchema {
  if (typeof value !== 'number') return { type: value === null ? 'null' : typeof value };
  return { type: Number.isInteger(value) ? 'integer' : 'number', minimum: value, maximum: value, multipleOf: Math.abs(value) || 1 };
}

const sameType = (taking: JsonSchema, given: JsonSchema): boolean =>
  taking.type === undefined || taking.type === given.type || (taking.type === 'number' && given.type === 'integer');

function withinBounds(taking: JsonSchema, given: JsonSchema): boolean {
  return least(given) >= least(taking) && most(given) <= most(taking)
    && sizes.every(of => size(given, `min${of}`, 0) >= size(taking, `min${of}`, 0) && size(given, `max${of}`, Infinity) <= size(taking, `max${of}`, Infinity));
}

const sizes = ['Length', 'Items', 'Properties'] as const;
const size = (schema: JsonSchema, keyword: string, none: number): number => (typeof schema[keyword] === 'number' ? schema[keyword] : none);

/** The bounds of a number. One that is left out counts as a next one: of an integer by one, else by as little as can be. */
const least = (schema: JsonSchema): number =>
  Math.max(size(schema, 'minimum', -Infinity), size(schema, 'exclusiveMinimum', -Infinity) + next(schema, 'exclusiveMinimum'));
const most = (schema: JsonSchema): number =>
  Math.min(size(schema, 'maximum', Infinity), size(schema, 'exclusiveMaximum', Infinity) - next(schema, 'exclusiveMaximum'));
const next = (schema: JsonSchema, keyword: string): number =>
  (schema.type === 'integer' ? 1 : Number.EPSILON * Math.max(1, Math.abs(size(schema, keyword, 0))));

function steps(taking: JsonSchema, given: JsonSchema): boolean {
  const wanted = taking['multipleOf'];
  const had = given['multipleOf'] ?? (given.type === 'integer' ? 1 : undefined);
  if (typeof wanted !== 'number') return true;
  return typeof had === 'number' && Math.abs(had / wanted - Math.round(had / wanted)) < 1e-9;
}

/** Keywords that cannot be compared for more or less: a new or another one is a change. */
const opaque = ['pattern', 'format', 'propertyNames', 'patternProperties', 'prefixItems', 'uniqueItems', 'allOf', 'not', 'contentEncoding'] as const;

const equal = (taking: JsonSchema, given: JsonSchema, keyword: string): boolean =>
  taking[keyword] === undefined || JSON.stringify(taking[keyword]) === JSON.stringify(given[keyword]);
