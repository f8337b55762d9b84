/** A JSON Schema, draft 2020-12, as a plain value: the keywords that zod writes, and room for others. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly propertyNames?: JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly description?: string;
  readonly [keyword: string]: unknown;
}

export type Definitions = Readonly<Record<string, JsonSchema>>;

/** Follows `$ref` into `definitions`; the last part of a reference is the name. Throws where nothing is named so. */
export function resolve(schema: JsonSchema, definitions: Definitions): JsonSchema {
  if (schema.$ref === undefined) return schema;
  const name = referredName(schema.$ref);
  const target = definitions[name];
  if (!target) throw new Error(`No schema is named ${name}.`);
  return resolve(target, definitions);
}

export const referredName = (reference: string): string => reference.slice(reference.lastIndexOf('/') + 1);
