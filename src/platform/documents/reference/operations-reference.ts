import { commonErrors, type Contract, type Operation } from '@aurora/kernel';
import { code, page, table } from '../markdown.ts';

/** Every operation of every module: how it is called, what it needs, and the errors of its own. */
export function operationsReference(contracts: readonly Contract[], prefix: string): string {
  return page(
    '# Operations',
    `Behind the gateway every path begins with \`${prefix}\`; on a module's own service it stands alone. A trailing slash is optional. Any operation may answer ${commonErrors.map(code).join(', ')} (see [errors](errors.md)); those listed come on top. The parameters and bodies are in \`${prefix}/openapi.json\`, browsable at \`/docs\`.`,
    contracts.flatMap(contract => section(contract)),
  );
}

function section(contract: Contract): string[] {
  const operations = Object.entries(contract.operations);
  const internal = operations.filter(([, operation]) => operation.internal);
  return [
    `## ${contract.title}`,
    `Module \`${contract.module}\`, contract version ${contract.version}.`,
    operationTable(operations.filter(([, operation]) => !operation.internal)),
    ...(internal.length > 0 ? ['For modules alone, never routed from outside:', operationTable(internal)] : []),
  ];
}

/** Operations by name, a line each; `prefix` is put before their paths. */
export const operationTable = (operations: readonly (readonly [string, Operation])[], prefix = ''): string =>
  table(['operation', 'request', 'scope', 'what it does', 'errors'], operations.map(([name, operation]) => [
    code(name), code(`${operation.method} ${prefix}${operation.path}`), operation.scope === null ? 'none' : code(operation.scope), operation.summary, operation.errors.map(code).join(', '),
  ]));
