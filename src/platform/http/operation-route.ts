import { pathParameters, type AnyPort, type Contract, type Operation } from '@aurora/kernel';
import { textReaders } from './request-fields.ts';

/** An operation as the server answers it: everything that can be worked out before the first request. */
export interface OperationRoute {
  readonly module: string;
  readonly name: string;
  /** Label in logs and metrics: `subject.get`. */
  readonly label: string;
  readonly operation: Operation;
  readonly call: AnyPort[string];
  readonly fromPath: readonly string[];
  /** Input fields that come as text, with how each is read; the path's and, without a JSON body, the query's. */
  readonly readers: ReadonlyMap<string, (text: string) => unknown>;
  readonly fromHeaders: readonly (readonly [field: string, header: string])[];
}

/** A module as a server offers it. */
export interface ServedModule {
  readonly contract: Contract;
  readonly port: AnyPort;
}

/** The routes of the modules; internal operations only where `internal` says so. */
export function operationRoutes(modules: readonly ServedModule[], internal: boolean): OperationRoute[] {
  return modules.flatMap(({ contract, port }) => Object.entries(contract.operations)
    .filter(([, operation]) => internal || !operation.internal)
    .map(([name, operation]) => ({
      module: contract.module, name, label: `${contract.module}.${name}`, operation, call: port[name]!,
      fromPath: pathParameters(operation.path), readers: textReaders(operation.input), fromHeaders: Object.entries(operation.headers),
    })));
}
