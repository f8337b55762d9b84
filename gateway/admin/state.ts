import type { ShadowReport } from '../shadow/shadow-record.ts';
import type { TriesReport } from '../tries/index.ts';
import type { Peers } from '../peers.ts';
import type { TargetStatus } from './schemas.ts';
import type { AdminSources } from './sources.ts';
import { targetsTogether } from './targets-together.ts';
import { targetStatus } from './target-status.ts';
import { shadowTogether } from './shadow-together.ts';

/** What administration tells of the traffic: of this process, or of all that answer at its port together. */
export interface State {
  targets(): Promise<TargetStatus[]>;
  shadow(module: string): Promise<ShadowReport>;
  clearShadow(module: string): Promise<void>;
  /** By process; `since` as `Tries.report` takes it. */
  tries(module: string, since: number): Promise<TriesReport[]>;
}

export function stateOf({ peers, shadow, targets, tries }: Pick<AdminSources, 'peers' | 'shadow' | 'targets' | 'tries'>): State {
  const own = async (): Promise<TargetStatus[]> => (await targets()).map(targetStatus);
  if (!peers) return { targets: own, shadow: async module => shadow.report(module), clearShadow: async module => shadow.clear(module), tries: async (module, since) => [tries.report(module, since)] };
  peers.answer('targets', own);
  peers.answer('shadow', module => shadow.report(module));
  peers.answer('shadow.clear', module => shadow.clear(module));
  peers.answer('tries', asked => tries.report(...JSON.parse(asked) as [string, number]));
  return together(peers);
}

const together = (peers: Peers): State => ({
  targets: async () => targetsTogether(await peers.ask('targets') as TargetStatus[][]),
  shadow: async module => shadowTogether(module, await peers.ask('shadow', module) as ShadowReport[]),
  clearShadow: async module => { await peers.ask('shadow.clear', module); },
  tries: async (module, since) => await peers.ask('tries', JSON.stringify([module, since])) as TriesReport[],
});
