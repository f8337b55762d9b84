import type { Operation } from '@aurora/kernel';
import type { InputField } from '../input-fields.ts';
import type { JsonSchema } from '../json-schema.ts';
import type { Described } from './described.ts';

type Parameter = Readonly<Record<string, unknown>>;

/** Parameters from the path, the query string and the headers: the input's, then those of HTTP itself. */
export function parameters({ operation, named }: Described, fields: readonly InputField[], input: JsonSchema): Parameter[] {
  const own = fields.filter(field => field.place !== 'body' && field.wireName !== 'Content-Type').map(field => parameter(operation, field, input, named));
  return [...own, ...protocol(operation)];
}

function parameter(operation: Operation, { name, place, wireName }: InputField, input: JsonSchema, named: ReadonlyMap<string, string>): Parameter {
  const { description, ...schema } = input.properties?.[name] ?? {};
  return {
    name: place === 'path' ? named.get(name)! : wireName,
    in: place,
    required: place === 'path' || ((input.required?.includes(name) ?? false) && !tellsItself(operation)),
    ...(description === undefined ? {} : { description }),
    schema,
  };
}

/** What comes with bytes (a part's file name, Content-Disposition) may stand for a parameter. */
const tellsItself = (operation: Operation): boolean => operation.body === 'stream';

function protocol(operation: Operation): Parameter[] {
  const names: string[] = [];
  if (operation.kind === 'command') names.push('IdempotencyKey');
  if (revalidates(operation)) names.push('IfNoneMatch');
  if (operation.reply === 'stream') names.push('Range', 'IfRange');
  return names.map(name => ({ $ref: `#/components/parameters/${name}` }));
}

/** Whether an `If-None-Match` that still holds is answered with 304. */
export const revalidates = (operation: Operation): boolean =>
  operation.method === 'GET' && (operation.tag !== undefined || operation.reply === 'stream');
