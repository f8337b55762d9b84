import type { FieldError } from '@aurora/kernel';
import type { AnySchema, ErrorObject, Options, ValidateFunction } from 'ajv/dist/2020.js';

/** Schemas whose compiled form is kept. */
const kept = 200;

/** Wrong places that are told of one value. */
const told = 20;

/**
 * Checks values against JSON Schemas (draft 2020-12). Unknown keywords are mistakes, `format` is an annotation, and a
 * schema is whole in itself: what it refers to must stand in it.
 */
export class JsonSchemas {
  #loaded: ReturnType<typeof load> | undefined;
  readonly #compiled = new Map<string, ValidateFunction>();

  /** What is wrong with `schema` as a schema, with paths below `path`. */
  async schemaFaults(schema: unknown, path: string): Promise<FieldError[]> {
    const isSchema = typeof schema === 'boolean' || (schema !== null && typeof schema === 'object' && !Array.isArray(schema));
    if (!isSchema) return [{ path, code: 'invalid_type', message: 'must be an object or a boolean' }];
    // A schema with $async answers with a promise, which any value would pass.
    if (typeof schema === 'object' && Object.hasOwn(schema, '$async')) return [{ path: `${path}.$async`, code: 'invalid_schema', message: 'is not taken' }];
    const { metaschema } = await (this.#loaded ??= load());
    try {
      if (!metaschema.validateSchema(schema as AnySchema)) return faults(metaschema.errors, path);
      await this.#compile(JSON.stringify(schema));
      return [];
    } catch (error) {
      return [{ path, code: 'invalid_schema', message: (error as Error).message }];
    }
  }

  /** What is wrong with `value` by the schema of which `text` is the JSON, with paths below `path`. */
  async valueFaults(text: string, value: unknown, path: string): Promise<FieldError[]> {
    try {
      const validate = await this.#compile(text);
      return validate(value) ? [] : faults(validate.errors, path);
    } catch (error) {
      // One that refers to itself without end: { "$ref": "#" }.
      return [{ path, code: 'schema_failed', message: `can't be checked, for its schema can't be followed: ${(error as Error).message}` }];
    }
  }

  async #compile(text: string): Promise<ValidateFunction> {
    const known = this.#compiled.get(text);
    if (known) return known;
    const { fresh } = await (this.#loaded ??= load());
    // One for each schema: they keep what they compile under its $id, and one schema must not stand in for another, or for the metaschema.
    const validate = fresh().compile(JSON.parse(text) as AnySchema);
    if (this.#compiled.size >= kept) this.#compiled.clear();
    this.#compiled.set(text, validate);
    return validate;
  }
}

const options: Options = {
  allErrors: true, strict: true, strictTypes: false, strictTuples: false, strictRequired: false, validateFormats: false, logger: false,
  // It follows anchors, and in strict mode does not know the keyword.
  keywords: ['$anchor'],
};

/** Loaded when the first schema is checked. */
async function load() {
  const { Ajv2020 } = await import('ajv/dist/2020.js');
  return { metaschema: new Ajv2020(options), fresh: () => new Ajv2020({ ...options, validateSchema: false }) };
}

function faults(errors: readonly ErrorObject[] | null | undefined, path: string): FieldError[] {
  const found = (errors ?? []).slice(0, told);
  return found.map(({ instancePath, keyword, message = 'is wrong', params }) => ({
    path: path + instancePath.replaceAll('/', '.'), code: keyword,
    message: keyword === 'additionalProperties' ? `${message}: ${String(params['additionalProperty'])}` : message,
  }));
}
