import type { Flag } from '@aurora/config/contract';
import { AuroraError, validationFailed, type CallContext, type Handlers } from '@aurora/kernel';
import { flagOfPolicy, placementFlag, policyOfFlag, type PlacementPolicy } from '@aurora/platform/placement';
import { askConfig } from './configuration.ts';
import type { gatewayContract } from './contract.ts';
import { requireModule } from './known-module.ts';
import { requireReachable } from './reachable.ts';
import type { PlacementDetail } from './schemas.ts';
import type { AdminSources } from './sources.ts';

type PlacementHandlers = Pick<Handlers<typeof gatewayContract>, 'listPlacements' | 'getPlacement' | 'putPlacement' | 'placementHistory'>;

/** Milliseconds in which a flag must have been read, to be shown. */
const patience = 1_000;

/** What a flag's definition says; null for nothing that is a placement. */
function policyIn(definition: unknown): PlacementPolicy | null {
  try {
    return policyOfFlag(definition) ?? null;
  } catch {
    return null;
  }
}

/** Milliseconds for which writes may be held. */
const longestHold = 300_000;

function requireShort({ hold }: PlacementPolicy): void {
  if (hold !== undefined && Date.parse(hold) > Date.now() + longestHold) throw validationFailed([{ path: 'hold', code: 'too_long', message: 'must be within five minutes from now' }]);
}

/** The flag that places a module; undefined where there is none, or where it cannot be read now. */
async function flagOf(sources: AdminSources, module: string, context: CallContext): Promise<Flag | undefined> {
  try {
    return await askConfig(sources, config => config.getFlag({ key: placementFlag(module) }, { ...context, deadline: Math.min(context.deadline, Date.now() + patience) }));
  } catch (error) {
    if (error instanceof AuroraError && (error.code === 'NOT_FOUND' || error.code === 'UNAVAILABLE')) return undefined;
    throw error;
  }
}

/** Answers what is asked of placements, and changes them on behalf of who asks. */
export function placementHandlers(sources: AdminSources): PlacementHandlers {
  const { logger, modules, policies, sidesOf } = sources;
  const known = (module: string) => ({ module, policy: policies.of(module), sides: [...sidesOf(module)] });
  const detail = (module: string, flag: Flag | undefined): PlacementDetail => ({
    ...known(module), ...(flag ? { policy: policyIn(flag.definition) ?? policies.of(module) } : {}),
    flag: flag ? { id: flag.id, version: flag.version, revision: flag.changed_in, updated_at: flag.updated_at } : null,
  });
  return {
    listPlacements: () => ({ items: modules.map(known) }),
    getPlacement: async ({ module }, context) => {
      requireModule(modules, module);
      return detail(module, await flagOf(sources, module, context));
    },
    putPlacement: async ({ module, reason, if_match, ...policy }, context) => {
      requireModule(modules, module);
      requireReachable(sources, module, policy);
      requireShort(policy);
      const from = policies.of(module);
      const flag = await askConfig(sources, config => config.putFlag({ key: placementFlag(module), definition: flagOfPolicy(policy) as never, ...(reason === undefined ? {} : { reason }), ...(if_match === undefined ? {} : { if_match }) }, context));
      logger.info({
        'event.action': 'placement.set', 'http.request.id': context.correlationId, 'user.id': context.principal.id, 'labels.module': module, 'labels.from': JSON.stringify(from), 'labels.to': JSON.stringify(policy), 'labels.reason': reason,
      }, `placement of ${module} set`);
      return detail(module, flag);
    },
    placementHistory: async ({ module, ...page }, context) => {
      requireModule(modules, module);
      const key = placementFlag(module);
      const { items, next } = await askConfig(sources, config => config.listRevisions({ ...page, key }, context));
      const revisions = await Promise.all(items.map(({ number }) => askConfig(sources, config => config.getRevision({ number }, context))));
      return {
        items: revisions.flatMap(({ number, author, created_at, reason, difference }) => difference.filter(changed => changed.kind === 'flag' && changed.key === key).map(({ before, after }) => ({
          revision: number, at: created_at, by: author, reason, from: policyIn(before), to: policyIn(after),
        }))),
        next,
      };
    },
  };
}
