import { command, defineContract, entityTag, line, pageInput, pageOf, query } from '@aurora/kernel';
import { PlacementPolicy } from '@aurora/platform/placement';
import { z } from 'zod';
import { adoptionOperations } from './adoption-contract.ts';
import { extractionsOperations } from './extractions-contract.ts';
import { eventsOperations } from './events-contract.ts';
import { HostStatus } from './host-status.ts';
import { knownModule as module } from './known-module.ts';
import { relocationOperations } from './relocation-contract.ts';
import { sagasOperations } from './sagas-contract.ts';
import { BreakerStatus, LimitsStatus, ModulePlacement, PlacementChange, PlacementDetail, Route, ShadowStatus, TargetStatus } from './schemas.ts';
import { storageOperations } from './storage-contract.ts';
import { workOperations } from './work-contract.ts';

const { service, match, shadow, writes, hold } = PlacementPolicy.shape;
const nothing = z.strictObject({});
const all = <Item extends z.ZodType>(item: Item) => z.object({ items: z.array(item) });
const tag = ({ flag }: PlacementDetail): string | undefined => flag ? entityTag(flag) : undefined;

/** What operators ask of a gateway, and tell it. */
export const gatewayContract = defineContract({
  module: 'gateway',
  version: 1,
  title: 'Administration of the gateway',
  operations: {
    listPlacements: query({
      method: 'GET', path: '/admin/placements', summary: 'Where each module is, as this gateway has it now', scope: 'admin',
      input: nothing, output: all(ModulePlacement),
    }),
    getPlacement: query({
      method: 'GET', path: '/admin/placements/{module}', summary: 'Where a module is, as the config module says', scope: 'admin',
      input: z.strictObject(module), output: PlacementDetail, errors: ['NOT_FOUND'], tag,
    }),
    putPlacement: command({
      method: 'PUT', path: '/admin/placements/{module}', summary: 'Place a module; every gateway follows within a second', scope: 'admin',
      input: z.strictObject({
        ...module, service: service.meta({ examples: [20] }), match: match.meta({ examples: [[{ header: 'x-canary', value: 'yes', to: 'service' }]] }), shadow: shadow.meta({ examples: [5] }), writes, hold,
        reason: line(500).optional().meta({ description: 'Why, for the history.', examples: ['First day on its own'] }),
        if_match: z.string().max(1024).optional().describe('Entity tags, one of which the placement must have.'),
      }), headers: { if_match: 'if-match' },
      output: PlacementDetail, errors: ['NOT_FOUND', 'STALE_VERSION'], tag,
    }),
    placementHistory: query({
      method: 'GET', path: '/admin/placements/{module}/history', summary: 'Who placed a module where, when and why; newest first', scope: 'admin',
      input: z.strictObject({ ...module, cursor: pageInput.cursor, limit: z.int().min(1).max(50).default(20).describe('Changes on a page, 1 to 50.') }),
      output: pageOf(PlacementChange), errors: ['NOT_FOUND'],
    }),
    targets: query({
      method: 'GET', path: '/admin/targets', summary: 'Where this gateway sends requests: instances, their state, and what is under way', scope: 'admin',
      input: nothing, output: all(TargetStatus),
    }),
    breakers: query({
      method: 'GET', path: '/admin/breakers', summary: 'The breakers of those targets', scope: 'admin',
      input: nothing, output: all(BreakerStatus),
    }),
    limits: query({
      method: 'GET', path: '/admin/limits', summary: 'How often callers may ask, and where it is counted', scope: 'admin',
      input: nothing, output: LimitsStatus,
    }),
    routes: query({
      method: 'GET', path: '/admin/routes', summary: 'What the gateway does with each kind of request', scope: 'admin',
      input: nothing, output: all(Route),
    }),
    getHost: query({
      method: 'GET', path: '/admin/host', summary: 'What a service beside this process needs to know of it', scope: 'admin',
      input: nothing, output: HostStatus,
    }),
    ...eventsOperations,
    ...sagasOperations,
    ...workOperations,
    ...extractionsOperations,
    ...relocationOperations,
    ...storageOperations,
    ...adoptionOperations,
    getShadow: query({
      method: 'GET', path: '/admin/shadow/{module}', summary: 'In what the two sides of a module have answered differently', scope: 'admin',
      input: z.strictObject(module), output: ShadowStatus, errors: ['NOT_FOUND'],
    }),
    clearShadow: command({
      method: 'DELETE', path: '/admin/shadow/{module}', summary: 'Forget those differences; metrics go on', scope: 'admin', status: 204, reply: 'none',
      input: z.strictObject(module), output: z.void(), errors: ['NOT_FOUND'],
    }),
  },
  events: [],
});
