import { gatewayContract } from '@aurora/gateway/contract';
import type { ModuleName } from '@aurora/platform/settings';
import type { Api } from '../../cli/api.ts';
import { entryOf } from '../../catalogue.ts';
import type { RunningAurora } from '../running-aurora.ts';
import { checkBoundaries, checkParity, checkPayloads } from './code-checks.ts';
import type { Finding } from './finding.ts';
import { checkDatabase, checkKeys, checkMonolith, checkPipe, checkStore, checkTarget } from './surroundings-checks.ts';
import { checkCalls, checkKept, checkTables } from './traffic-checks.ts';

export { scoreOf, type Finding } from './finding.ts';

const { getStorage, getTries, listSagas } = gatewayContract.operations;
const beside = { prefix: '' };

/** Requests of a module that the gateways have answered since their start. */
async function requestsOf(api: Api, module: string): Promise<number> {
  const { items } = await api.call(getTries, { module }, beside);
  return items.flatMap(({ sides }) => [...Object.values(sides.monolith), ...Object.values(sides.service)]).reduce((sum, { tries }) => sum + tries, 0);
}

/** Looks whether a module may be taken out of a running Aurora: every obstacle, each with what to do. */
export async function readiness(api: Api, aurora: RunningAurora, module: ModuleName, { local, port }: { readonly local: boolean; readonly port: number | undefined }): Promise<readonly Finding[]> {
  const entry = entryOf(module);
  const [contract, definition, host, instances, events, sagas] = await Promise.all([entry.contract(), entry.module(), aurora.host(), aurora.instances(), aurora.events(), api.call(listSagas, { status: 'stuck' }, beside)]);
  const store = module === 'file' ? (await api.call(getStorage, { module }, beside)).store : undefined;
  const surroundings = { module, host, instances, local, port, store };
  const requests = Object.fromEntries(await Promise.all([...new Set([module, ...host.calls.map(({ caller }) => caller)])].map(async name => [name, await requestsOf(api, name)] as const)));
  const parked = events.items.flatMap(item => item.subscriptions.map(subscription => ({ module: item.module, source: subscription.source, parked: subscription.parked })));
  return [
    checkMonolith(surroundings),
    await checkBoundaries(),
    await checkParity(contract, host.modules_url, instances.find(({ state }) => state === 'healthy')?.url, local),
    await checkPayloads(contract),
    checkCalls(module, host, requests),
    await checkTarget(surroundings),
    checkDatabase(surroundings),
    checkStore(surroundings),
    checkKeys(surroundings),
    checkPipe(surroundings),
    checkTables(definition),
    ...checkKept(module, parked, sagas.items),
  ];
}
