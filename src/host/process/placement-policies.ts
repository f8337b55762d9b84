import { join } from 'node:path';
import { moduleNames, type ModuleName } from '@aurora/platform/settings';
import { allOnMonolith, allOnService, PlacementPolicies } from '@aurora/platform/placement';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { Hosting } from './hosting.ts';

/** The placements that hold in this process: the last known until the config module is heard of. */
export function openPlacementPolicies({ hosted, monolith }: Hosting, dataFolder: string, logger: Logger): PlacementPolicies {
  const onMonolith = (module: string): boolean => monolith !== undefined || hosted.some(({ name }) => name === module);
  return new PlacementPolicies({
    file: join(dataFolder, 'gateway', 'placements.json'),
    fallback: module => (onMonolith(module) ? allOnMonolith : allOnService),
    report: (module, error) => logger.error({ 'event.action': 'placement.invalid', 'labels.module': module, ...errorFields(error) }, `the flag placement.${module} says no placement; the last good one holds`),
    changed: (module, from, to) => logger.info({ 'event.action': 'placement.changed', 'labels.module': module, 'labels.from': JSON.stringify(from), 'labels.to': JSON.stringify(to) }, `placement of ${module} changed`),
  });
}

/** The side on which a module is for calls that belong to no request. */
export const generalPlacement = (policies: PlacementPolicies) => (module: string) => (policies.of(module).service >= 50 ? 'service' as const : 'monolith' as const);

export const isModule = (name: string): name is ModuleName => (moduleNames as readonly string[]).includes(name);
