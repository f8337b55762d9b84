import type { Placement } from '@aurora/kernel';
import type { PlacementPolicy } from './policy.ts';

/** Where all writes of a module go; undefined: where reads of the same caller go. `foreign`: the two sides have a database each. */
export function sideOfWrites({ service, writes }: Pick<PlacementPolicy, 'service' | 'writes'>, foreign: boolean): Placement | undefined {
  if (writes !== undefined || !foreign) return writes;
  return service >= 100 ? 'service' : 'monolith';
}
