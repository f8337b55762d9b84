import type { Sites, Way } from '@aurora/gateway';
import type { Placement } from '@aurora/kernel';
import { moduleNames, type ModuleName } from '@aurora/platform/settings';
import type { Hosting } from './hosting.ts';
import type { Targets } from './targets.ts';

/** Where the gateway of this process sends requests. */
export interface OpenSites {
  readonly of: (module: string) => Sites;
  /** Whether any request may have to be sent on. */
  readonly elsewhere: boolean;
}

const nowhere: Sites = { here: false, ways: {}, aside: {} };

type Ways = Sites['ways'];

/** Opens the targets of every module on both sides, and others for reads that are repeated to compare. */
export async function openSites(hosting: Hosting, targets: Targets): Promise<OpenSites> {
  const wayTo = async (module: ModuleName, side: Placement, aside: boolean): Promise<Way | undefined> => {
    const target = await targets.of(module, side, aside);
    return target && { target, side, kind: side === 'monolith' && hosting.monolith?.kind === 'legacy' ? 'legacy' : 'host' };
  };
  const waysTo = async (module: ModuleName, aside: boolean): Promise<Ways> => {
    const [monolith, service] = [await wayTo(module, 'monolith', aside), await wayTo(module, 'service', aside)];
    return { ...(monolith ? { monolith } : {}), ...(service ? { service } : {}) };
  };
  const sites = new Map<string, Sites>(await Promise.all(moduleNames.map(async name => {
    const here = hosting.hosted.some(entry => entry.name === name);
    const ways = await waysTo(name, false);
    const both = ways.service !== undefined && (here || ways.monolith !== undefined);
    return [name, { here, ways, aside: both ? await waysTo(name, true) : {} }] as const;
  })));
  return {
    of: module => sites.get(module) ?? nowhere,
    elsewhere: [...sites.values()].some(({ ways }) => ways.monolith ?? ways.service),
  };
}
