import { pathParameters, type AnyPort, type Contract, type Operation } from '@aurora/kernel';
import { textReaders } from '../ports/text-readers.ts';
import type { ErrorForm } from './problem.ts';

/** What every answer of a route carries, errors too: name and value in turn. `values` are those of its path, decoded. */
export type RouteHeaders = (values: readonly string[]) => readonly string[];

/** An operation as the server answers it: everything that can be worked out before the first request. */
export interface OperationRoute {
  readonly module: string;
  readonly name: string;
  /** Label in logs and metrics: `subject.get`. */
  readonly label: string;
  readonly operation: Operation;
  readonly call: AnyPort[string];
  /** What its path begins with here: `/api/v1`, or nothing on a module's own port. */
  readonly prefix: string;
  readonly headers: RouteHeaders | undefined;
  /** Whether the query of a request with a JSON body is not looked at. */
  readonly ignoresQuery: boolean;
  readonly fromPath: readonly string[];
  /** Input fields that come as text, with how each is read; the path's and, without a JSON body, the query's. */
  readonly readers: ReadonlyMap<string, (text: string) => unknown>;
  readonly fromHeaders: readonly (readonly [field: string, header: string])[];
}

/** A module as a server offers it. */
export interface ServedModule {
  readonly contract: Contract;
  readonly port: AnyPort;
  /** What its paths begin with, where that is not what all others' do. */
  readonly prefix?: string;
  /** How errors at paths with its prefix are told, whatever the client accepts. */
  readonly errors?: ErrorForm;
  /** Requests with a JSON body may carry a query, too, which is not looked at. */
  readonly ignoresQuery?: boolean;
  /** Headers of answers, by the operation's name. */
  readonly headers?: Readonly<Record<string, RouteHeaders>>;
}

function together(headers: RouteHeaders | undefined, constant: Readonly<Record<string, string>>): RouteHeaders | undefined {
  const list = Object.entries(constant).flat();
  if (list.length === 0) return headers;
  return headers ? values => [...headers(values), ...list] : () => list;
}

/** The routes of the modules; internal operations only where `internal` says so. */
export function operationRoutes(modules: readonly ServedModule[], defaultPrefix: string, internal: boolean): OperationRoute[] {
  return modules.flatMap(({ contract, port, prefix = defaultPrefix, headers = {}, ignoresQuery = false }) => Object.entries(contract.operations)
    .filter(([, operation]) => internal || !operation.internal)
    .map(([name, operation]) => ({
      module: contract.module, name, label: `${contract.module}.${name}`, operation, call: port[name]!, prefix, headers: together(headers[name], operation.constantHeaders), ignoresQuery,
      fromPath: pathParameters(operation.path), readers: textReaders(operation.input), fromHeaders: Object.entries(operation.headers),
    })));
}
