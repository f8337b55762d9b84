import { validationFailed, type FieldError, type Placement } from '@aurora/kernel';
import type { PlacementPolicy } from '@aurora/platform/placement';
import type { AdminSources } from './sources.ts';

/** What of a policy leads to a side, by field. */
const needs = ({ service, match, shadow, writes }: PlacementPolicy): (readonly [path: string, side: Placement])[] => [
  ...(service < 100 ? [['service', 'monolith'] as const] : []),
  ...(service > 0 ? [['service', 'service'] as const] : []),
  ...match.map(({ to }, index) => [`match.${index}.to`, to] as const),
  ...(writes === undefined ? [] : [['writes', writes] as const]),
  ...(shadow > 0 ? [['shadow', 'monolith'] as const, ['shadow', 'service'] as const] : []),
];

/** Why nothing is to be sent to a module on one side; undefined where it may be. A side that has requests already may be given fewer, however it is. */
function missing({ policies, sidesOf, sites }: AdminSources, module: string, side: Placement): string | undefined {
  if (!sidesOf(module).includes(side)) return `needs ${module} on the ${side}, where this gateway cannot reach it`;
  const instances = sites(module).ways[side]?.target.instances;
  if (!instances || instances.some(({ state }) => state === 'healthy') || needs(policies.of(module)).some(([, used]) => used === side)) return undefined;
  return `needs ${module} on the ${side}, of which ${instances.length === 0 ? 'no instance is known' : 'no instance is healthy'}`;
}

/** Throws `VALIDATION_FAILED` for a policy that would send requests where nobody answers. */
export function requireReachable(sources: AdminSources, module: string, policy: PlacementPolicy): void {
  const faults = needs(policy).flatMap(([path, side]): FieldError[] => {
    const message = missing(sources, module, side);
    return message === undefined ? [] : [{ path, code: 'unreachable', message }];
  });
  if (faults.length > 0) throw validationFailed(faults);
}
