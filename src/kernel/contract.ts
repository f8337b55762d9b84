import type { EventDefinition } from './event.ts';
import type { CallContext } from './context.ts';
import type { CallOf, InputOf, Operation, OutputOf } from './operation.ts';

/** The public face of a module: what it does for others and what it tells them. */
export interface Contract<Operations extends Record<string, Operation> = Record<string, Operation>> {
  readonly module: string;
  /** Raised by a change that a consumer could notice to its harm. */
  readonly version: number;
  readonly title: string;
  readonly operations: Operations;
  readonly events: readonly EventDefinition[];
}

/** Throws an `Error` for an operation of which nobody could tell what stands in for it. */
export function defineContract<Operations extends Record<string, Operation>>(contract: Contract<Operations>): Contract<Operations> {
  const twice = Object.entries(contract.operations).find(([, { cache, fallback }]) => fallback && cache?.shared);
  if (twice) throw new Error(`${contract.module}.${twice[0]} has both a default and copies that stand in for its answer`);
  return contract;
}

/** What a caller holds of a module. Local or remote, it cannot tell. Rejects with an `AuroraError`. */
export type Port<C extends Contract> = {
  readonly [Name in keyof C['operations']]: (input: CallOf<C['operations'][Name]>, context: CallContext) => Promise<OutputOf<C['operations'][Name]>>;
};

/** What a module implements: a function for every operation of its contract. */
export type Handlers<C extends Contract> = {
  readonly [Name in keyof C['operations']]: (input: InputOf<C['operations'][Name]>, context: CallContext) => Promise<OutputOf<C['operations'][Name]>> | OutputOf<C['operations'][Name]>;
};

/** A port whose contract is known at run time only, as routers and clients see it. */
export type AnyPort = Readonly<Record<string, (input: Record<string, unknown>, context: CallContext) => Promise<unknown>>>;
