import type { FieldError } from '@aurora/kernel';
import { flagDefinitionInput } from '../../contract/flag-schemas.ts';
import type { FlagdDocument } from '../../contract/index.ts';
import { nestsTooDeep } from '../../contract/json-value.ts';
import { key as flagKey } from '../../contract/schemas.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { definitionFaults } from './definition-faults.ts';

/** Flags that one document may have, and wrong places that are told of it. */
const most = 2_000, told = 100;

/** Characters that what is referred to may have in all the places together that refer to it: a short document could become a very long one. */
const mostInlined = 4 * 1024 ** 2;

type Members = Readonly<Record<string, unknown>>;

const isObject = (value: unknown): value is Members => value !== null && typeof value === 'object' && !Array.isArray(value);
const fault = (path: string, code: string, message: string): FieldError => ({ path: `document${path}`, code, message });

/** Definitions by key, as JSON text; or what is wrong with the document. */
export interface ReadDocument {
  readonly definitions: ReadonlyMap<string, string>;
  readonly faults: readonly FieldError[];
}

/** The rules that others refer to. */
class Evaluators {
  readonly #rules: Members;
  readonly #lengths: ReadonlyMap<string, number>;
  /** Characters that may still be put in the place of references; below 0, it was too much. */
  left = mostInlined;

  constructor(rules: Members) {
    this.#rules = rules;
    this.#lengths = new Map(Object.entries(rules).map(([name, rule]) => [name, JSON.stringify(rule).length]));
  }

  /** The same rule, with what it refers to by `{ "$ref": name }` in its place. One that there is not stays, and is refused as a rule. */
  inlined(rule: unknown): unknown {
    if (Array.isArray(rule)) return rule.map(inner => this.inlined(inner));
    if (!isObject(rule)) return rule;
    const { $ref } = rule;
    if (typeof $ref !== 'string' || Object.keys(rule).length > 1 || !Object.hasOwn(this.#rules, $ref)) return Object.fromEntries(Object.entries(rule).map(([name, inner]) => [name, this.inlined(inner)]));
    this.left -= this.#lengths.get($ref)!;
    return this.left < 0 ? rule : this.#rules[$ref];
  }
}

function whole(definition: unknown, evaluators: Evaluators, metadata: unknown): unknown {
  if (!isObject(definition)) return definition;
  const shared = isObject(metadata) && Object.keys(metadata).length > 0 ? { metadata: isObject(definition['metadata']) || definition['metadata'] === undefined ? { ...metadata, ...definition['metadata'] as Members } : definition['metadata'] } : {};
  return { ...definition, ...('targeting' in definition ? { targeting: evaluators.inlined(definition['targeting']) } : {}), ...shared };
}

/** Reads a document in flagd's format, and checks every flag in it as one that is defined by itself. */
export async function readDocument(document: FlagdDocument): Promise<ReadDocument> {
  const { $evaluators: rules = {}, flags, metadata } = document;
  const refused = (one: FieldError): ReadDocument => ({ definitions: new Map(), faults: [one] });
  if (nestsTooDeep(document)) return refused(fault('', 'too_deep', 'nests too deep'));
  if (!isObject(flags)) return refused(fault('.flags', 'invalid_type', 'must be an object, with definitions by the keys of flags'));
  if (!isObject(rules)) return refused(fault('.$evaluators', 'invalid_type', 'must be an object'));
  if (metadata !== undefined && !isObject(metadata)) return refused(fault('.metadata', 'invalid_type', 'must be an object'));
  if (Object.keys(flags).length > most) return refused(fault('.flags', 'too_many', `must not be more than ${most}`));
  const evaluators = new Evaluators(rules);
  const definitions = new Map<string, string>(), faults: FieldError[] = [];
  for (const [key, given] of Object.entries(flags)) {
    const at = `.flags.${key}`;
    if (!flagKey.safeParse(key).success) faults.push(fault(at, 'invalid_key', 'is no key of a flag: 1 to 200 of A-Z a-z 0-9 _ . - that begin with a letter, a digit or _'));
    else if (isOwnFlag(key)) faults.push(fault(at, 'own_flag', 'says where a module of Aurora is, and is not taken in with others'));
    else {
      const definition = whole(given, evaluators, metadata);
      if (evaluators.left < 0) return refused(fault(at, 'too_large', 'refers to more than a document may'));
      const parsed = flagDefinitionInput.safeParse(definition);
      if (!parsed.success) faults.push(...parsed.error.issues.map(({ code, message, path }) => fault([at, ...path.map(String)].join('.'), code, message)));
      else {
        const wrong = await definitionFaults(parsed.data);
        faults.push(...wrong.map(one => ({ ...one, path: `document${at}${one.path.slice('definition'.length)}` })));
        if (wrong.length === 0) definitions.set(key, JSON.stringify(parsed.data));
      }
    }
    if (faults.length >= told) break;
  }
  return { definitions, faults };
}
