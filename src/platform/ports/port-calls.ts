import type { AnyPort } from '@aurora/kernel';
import { Counter, type Registry } from 'prom-client';

/** How often one module of this process has called an operation of another. */
export interface CountedCall {
  readonly caller: string;
  /** `subject.reserve`. */
  readonly operation: string;
  readonly calls: number;
}

/** Counts the calls that modules make of each other, wherever those are: they are what an extraction puts on the wire. */
export class PortCalls {
  readonly #calls = new Map<string, Map<string, number>>();

  /** With a registry, as `aurora_port_calls_total`. */
  constructor(registry?: Registry) {
    if (!registry) return;
    const list = (): readonly CountedCall[] => this.list();
    new Counter({
      name: 'aurora_port_calls_total', help: 'Calls of one module by another, by caller and operation.', labelNames: ['caller', 'operation'], registers: [registry],
      collect() {
        this.reset();
        for (const { caller, calls, operation } of list()) this.inc({ caller, operation }, calls);
      },
    });
  }

  list(): readonly CountedCall[] {
    return [...this.#calls].flatMap(([caller, operations]) => [...operations].map(([operation, calls]) => ({ caller, operation, calls })));
  }

  /** The port of `module`, whose calls by `caller` are counted. */
  counted(port: AnyPort, module: string, caller: string): AnyPort {
    const operations = this.#calls.get(caller) ?? new Map<string, number>();
    this.#calls.set(caller, operations);
    return Object.fromEntries(Object.entries(port).map(([name, call]) => {
      const operation = `${module}.${name}`;
      return [name, (input, context) => {
        operations.set(operation, (operations.get(operation) ?? 0) + 1);
        return call(input, context);
      }] satisfies [string, AnyPort[string]];
    }));
  }
}
