import type { AnyPort, CallContext, Contract, Placement } from '@aurora/kernel';

/** A module's port on each side on which the module can be reached. */
export type Sides = Readonly<Partial<Record<Placement, AnyPort>>>;

/** The side on which `module` is for a call: as was decided for its request, else as `decide` says; where it is not there, the other. */
export function sideOf<Side>(module: string, sides: Readonly<Partial<Record<Placement, Side>>>, context: Pick<CallContext, 'placements'>, decide: (module: string) => Placement): Side | undefined {
  return sides[context.placements[module] ?? decide(module)] ?? sides.monolith ?? sides.service;
}

/** The port of a module that may live on two sides: each call goes to the one where the module is for its request. */
export function createPlacedPort(contract: Contract, sides: Sides, decide: (module: string) => Placement): AnyPort {
  if (!sides.service) return sides.monolith!;
  if (!sides.monolith) return sides.service;
  const port: Record<string, AnyPort[string]> = {};
  for (const name of Object.keys(contract.operations)) port[name] = (input, context) => sideOf(contract.module, sides, context, decide)![name]!(input, context);
  return port;
}
