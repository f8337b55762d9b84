import type { Operation } from '@aurora/kernel';
import type { InputField } from '../input-fields.ts';
import type { JsonSchema } from '../json-schema.ts';

/** `{ requestBody }`, or nothing for an operation that takes no body. */
export function requestBody(operation: Operation, fields: readonly InputField[], input: JsonSchema): object {
  if (operation.body === 'none') return {};
  if (Object.values(operation.headers).includes('content-type')) return { requestBody: { required: false, content: anyBytes } };
  return { requestBody: { required: true, content: operation.body === 'json' ? json(fields, input) : bytes } };
}

function json(fields: readonly InputField[], input: JsonSchema): object {
  const names = fields.filter(field => field.place === 'body').map(field => field.name);
  const required = names.filter(name => input.required?.includes(name));
  const schema = {
    type: 'object',
    properties: Object.fromEntries(names.map(name => [name, input.properties?.[name] ?? {}])),
    ...(required.length > 0 ? { required } : {}),
    ...(input.additionalProperties === undefined ? {} : { additionalProperties: input.additionalProperties }),
  };
  return { 'application/json': { schema } };
}

const file = { type: 'string', format: 'binary', contentMediaType: 'application/octet-stream', description: 'The bytes; the part\'s file name is the name.' };

/** Of an operation that reads Content-Type itself. */
const anyBytes = { '*/*': { schema: { type: 'string', format: 'binary' } } };

const bytes = {
  'multipart/form-data': { schema: { type: 'object', properties: { file }, required: ['file'] } },
  'application/octet-stream': { schema: { type: 'string', format: 'binary' } },
  '*/*': { schema: { type: 'string', format: 'binary' } },
};
