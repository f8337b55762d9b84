import { pathParameters, type Contract, type Operation } from '@aurora/kernel';
import type { SchemaBook } from '../schema-book.ts';
import { describeOperation, type OperationObject } from './operation.ts';

/** What one path answers, by method in lower case. */
export type PathItem = Readonly<Record<string, OperationObject>>;

/** One entry per path. Paths that differ in the names of parameters alone are one, named as the first operation names them. */
export function paths(contracts: readonly Contract[], internal: boolean, book: SchemaBook): Record<string, PathItem> {
  const items = new Map<string, { template: string; methods: Record<string, OperationObject> }>();
  for (const contract of contracts) {
    for (const [name, operation] of Object.entries(contract.operations)) {
      if (operation.internal && !internal) continue;
      const shape = operation.path.replace(/\{[^}]*\}/g, '{}');
      const item = items.get(shape) ?? { template: operation.path, methods: {} };
      items.set(shape, item);
      const method = operation.method.toLowerCase();
      if (item.methods[method]) throw new Error(`Both ${item.methods[method].operationId} and ${contract.module}.${name} answer ${operation.method} ${operation.path}.`);
      item.methods[method] = describeOperation({ module: contract.module, name, operation, named: parameterNames(operation, item.template) }, book);
    }
  }
  return Object.fromEntries([...items.values()].map(({ template, methods }) => [template, methods]));
}

/** The operation's own names of its path parameters → those in the document. */
function parameterNames(operation: Operation, template: string): ReadonlyMap<string, string> {
  const shown = pathParameters(template);
  return new Map(pathParameters(operation.path).map((own, at) => [own, shown[at]!]));
}
