import type { Operation } from '@aurora/kernel';

/** An operation, where it belongs, and what the document calls its path parameters. */
export interface Described {
  readonly module: string;
  readonly name: string;
  readonly operation: Operation;
  readonly named: ReadonlyMap<string, string>;
}
