import { z } from 'zod';
import type { Definitions, JsonSchema } from './json-schema.ts';

/**
 * Writes zod schemas as JSON Schema, and keeps those that have a name (`.meta({ id })`) or refer to themselves,
 * so that a document holds each once.
 */
export interface SchemaBook {
  /** What may be sent. `owner` names its recursive parts that have no name of their own. */
  input(schema: z.ZodType, owner: string): JsonSchema;
  /** What may be answered. Objects are open: fields may join them. */
  output(schema: z.ZodType, owner: string): JsonSchema;
  /** Refers to `schema` under `name` from now on. */
  define(name: string, schema: JsonSchema): JsonSchema;
  /** Everything referred to so far, by name. */
  definitions(): Definitions;
}

const local = '#/$defs/';

/** A book whose references begin with `base`, as in `#/components/schemas/`. Throws when one name stands for two schemas. */
export function schemaBook(base: string): SchemaBook {
  const known = new Map<string, JsonSchema>();
  const recursive = new Map<string, string>();

  function define(name: string, schema: JsonSchema): JsonSchema {
    const before = known.get(name);
    if (before && JSON.stringify(before) !== JSON.stringify(schema)) {
      throw new Error(`Two schemas are named ${name}, or it differs as input and as output: give them a name each.`);
    }
    known.set(name, schema);
    return { $ref: `${base}${name}` };
  }

  /** zod calls a recursive schema without a name `__schema0`; equal ones become one. */
  function lastingName(name: string, schema: unknown, owner: string): string {
    if (!name.startsWith('__')) return name;
    const shape = JSON.stringify(schema).replaceAll(`${local}${name}"`, '#"');
    const lasting = recursive.get(shape) ?? `${owner}Part${name.slice('__schema'.length)}`;
    recursive.set(shape, lasting);
    return lasting;
  }

  function write(schema: z.ZodType, io: 'input' | 'output', owner: string): JsonSchema {
    const { $schema, $defs = {}, ...root } = z.toJSONSchema(schema, { target: 'draft-2020-12', io, override: io === 'output' ? open : none });
    const names = new Map(Object.entries($defs).map(([name, definition]) => [name, lastingName(name, definition, owner)]));
    const refer = (value: unknown) => referTo(value, reference => `${base}${names.get(reference.slice(local.length)) ?? unnamed(owner)}`);
    for (const [name, definition] of Object.entries($defs)) define(names.get(name)!, refer(definition) as JsonSchema);
    return refer(root) as JsonSchema;
  }

  return {
    input: (schema, owner) => write(schema, 'input', owner),
    output: (schema, owner) => write(schema, 'output', owner),
    define,
    definitions: () => Object.fromEntries([...known].toSorted(([a], [b]) => (a < b ? -1 : 1))),
  };
}

type Override = NonNullable<z.core.ToJSONSchemaParams['override']>;
const none: Override = () => undefined;
const open: Override = ({ jsonSchema }) => { if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties; };

function referTo(value: unknown, translate: (reference: string) => string): unknown {
  if (Array.isArray(value)) return value.map(item => referTo(item, translate));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) =>
    [key, key === '$ref' && typeof inner === 'string' ? translate(inner) : referTo(inner, translate)]));
}

function unnamed(owner: string): never {
  throw new Error(`${owner}: a schema that refers to itself as a whole needs a name, by .meta({ id }).`);
}
