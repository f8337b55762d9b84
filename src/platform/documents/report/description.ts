import { earlierType, type Caching, type Contract, type EventDefinition, type Operation } from '@aurora/kernel';
import { inputFields } from '../input-fields.ts';
import type { Definitions, JsonSchema } from '../json-schema.ts';
import { schemaBook, type SchemaBook } from '../schema-book.ts';

/** What a consumer can see of an operation. */
export interface OperationDescription {
  readonly kind: Operation['kind'];
  readonly method: Operation['method'];
  readonly path: string;
  readonly summary: string;
  readonly scope: string | null;
  readonly internal: boolean;
  readonly idempotent: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly status: number;
  readonly body: Operation['body'];
  readonly reply: Operation['reply'];
  readonly location: boolean;
  readonly tag: boolean;
  readonly cache: Caching | null;
  readonly shadow: Operation['shadow'];
  /** Fields of the answer that a shadow comparison leaves out. */
  readonly ignore: readonly string[];
  readonly errors: readonly string[];
  /** Input field → where a request carries it: `path`, `query`, `body` or `header If-Match`. */
  readonly places: Readonly<Record<string, string>>;
  readonly input: JsonSchema;
  /** Null where the reply is neither JSON nor in headers. */
  readonly output: JsonSchema | null;
}

export interface EventDescription {
  readonly name: string;
  readonly aggregate: string;
  readonly last: boolean;
  readonly data: JsonSchema;
  /** Data of earlier versions that are still read, by type; absent where there is none. */
  readonly upcasts?: Readonly<Record<string, JsonSchema>>;
}

/** A contract as plain JSON: what is committed, and compared. */
export interface ContractDescription {
  readonly module: string;
  readonly version: number;
  readonly title: string;
  readonly operations: Readonly<Record<string, OperationDescription>>;
  /** By type and version, as in `subject.created.v1`. */
  readonly events: Readonly<Record<string, EventDescription>>;
  /** What `$ref` refers to. */
  readonly schemas: Definitions;
}

export function describeContract(contract: Contract): ContractDescription {
  const book = schemaBook('#/schemas/');
  const operations = Object.entries(contract.operations).map(([name, operation]) => [name, describe(operation, name, book)]);
  const events = contract.events.map(event => [event.type, describeEvent(event, book)]);
  return {
    module: contract.module, version: contract.version, title: contract.title,
    operations: Object.fromEntries(operations), events: Object.fromEntries(events), schemas: book.definitions(),
  };
}

function describe(operation: Operation, name: string, book: SchemaBook): OperationDescription {
  const { kind, method, path, summary, scope, internal, idempotent, timeout, status, body, reply, shadow, ignore, errors, cache } = operation;
  return {
    kind, method, path, summary, scope, internal, idempotent, timeout, status, body, reply,
    location: operation.location !== undefined, tag: operation.tag !== undefined, cache: cache ?? null, shadow, ignore, errors,
    places: Object.fromEntries(inputFields(operation).map(field => [field.name, field.place === 'header' ? `header ${field.wireName}` : field.place])),
    input: book.input(operation.input, name),
    output: reply === 'json' || reply === 'later' || reply === 'headers' ? book.output(operation.output, name) : null,
  };
}

function describeEvent(event: EventDefinition, book: SchemaBook): EventDescription {
  const { aggregate, data, earlier, last, name, type } = event;
  const upcasts = earlier.map(one => [earlierType(event, one), book.output(one.data, earlierType(event, one))] as const);
  return { name, aggregate, last, data: book.output(data, type), ...(upcasts.length > 0 ? { upcasts: Object.fromEntries(upcasts) } : {}) };
}
