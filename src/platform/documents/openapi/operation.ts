import type { Operation } from '@aurora/kernel';
import { inputFields } from '../input-fields.ts';
import type { SchemaBook } from '../schema-book.ts';
import type { Described } from './described.ts';
import { parameters } from './parameters.ts';
import { requestBody } from './request-body.ts';
import { responses } from './responses.ts';

export interface OperationObject {
  readonly operationId: string;
  readonly [field: string]: unknown;
}

export function describeOperation(described: Described, book: SchemaBook): OperationObject {
  const { module, name, operation } = described;
  const owner = `${capital(module)}${capital(name)}`;
  const input = book.input(operation.input, owner);
  const fields = inputFields(operation);
  return {
    operationId: `${module}.${name}`,
    tags: [module],
    summary: operation.summary.replaceAll('`', ''),
    description: access(operation),
    ...(operation.internal ? { 'x-internal': true } : {}),
    security: operation.scope === null ? [] : [{ bearer: [operation.scope] }, { apiKey: [operation.scope] }],
    ...nonEmpty('parameters', parameters(described, fields, input)),
    ...requestBody(operation, fields, input),
    responses: responses(operation, owner, book),
  };
}

function access(operation: Operation): string {
  const who = operation.scope === null ? 'Open to all.' : `Needs the scope \`${operation.scope}\`.`;
  return operation.internal ? `${who} For modules alone.` : who;
}

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
const nonEmpty = (name: string, list: readonly unknown[]): object => (list.length > 0 ? { [name]: list } : {});
