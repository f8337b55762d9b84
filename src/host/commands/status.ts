import { gatewayContract } from '@aurora/gateway/contract';
import { moduleNames } from '@aurora/platform/settings';
import { Command } from 'commander';
import { reach, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { alignedLines } from '../cli/table.ts';
import { phasesOf, type ModuleStanding } from '../extraction/phases.ts';
import { RunningAurora } from '../extraction/running-aurora.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

const { getHost, getRelocation, getStorage, listExtractions } = gatewayContract.operations;
const beside = { prefix: '' };

/** `aurora status`: the phases of the migration, and where each module stands. */
export const statusCommand = (): Command => withConnection(new Command('status'))
  .description('Shows the four phases of the migration, and of each module where it is: host, database, store of its files, pipe of its events, share of its callers on the service, since when.')
  .option('--json', 'print it as JSON')
  .action(status);

async function status(options: Options): Promise<void> {
  const api = await reach(options);
  const [{ items }, host] = await Promise.all([api.call(listExtractions, {}, beside), api.call(getHost, {}, beside)]);
  const modules = await Promise.all(moduleNames.map(async (module): Promise<ModuleStanding> => {
    const aurora = new RunningAurora(api, module);
    const [share, instances, work, relocation, storage] = await Promise.all([
      aurora.share(), aurora.instances(), aurora.work().catch(() => undefined), api.call(getRelocation, { module }, beside).catch(() => undefined),
      // Of modules that keep no files there is none.
      api.call(getStorage, { module }, beside).catch(() => undefined),
    ]);
    const extraction = items.find(one => one.module === module);
    const state = extraction?.state;
    // One that came from the old application, or was placed by hand, has been out since before anything was noted of it.
    const placed = share >= 100 && (state?.stage ?? 'monolith') === 'monolith';
    return {
      module, stage: placed ? 'extracted' : state?.stage ?? 'monolith', under_way: extraction?.held ?? false, share, since: placed ? null : state?.since ?? null, work: work?.side ?? null,
      hosts: [...(share < 100 ? [host.hosted.some(one => one.module === module) ? 'monolith' : host.modules_url ?? 'elsewhere'] : []), ...(share > 0 ? instances.map(({ state: health, url }) => (health === 'healthy' ? url : `${url} (${health})`)) : [])],
      database: relocation?.address ?? host.hosted.find(one => one.module === module)?.database ?? null, store: storage?.store ?? null, events: host.broker ? 'broker' : 'http', reason: state?.reason ?? null,
    };
  }));
  const phases = phasesOf(modules);
  if (options.json) return console.log(JSON.stringify({ phases, modules }));
  for (const { done, name, text } of phases) console.log(`${done ? '[x]' : '[ ]'} ${name}: ${text}`);
  console.log('');
  const dash = (text: string | null): string => text ?? '-';
  for (const line of alignedLines([['MODULE', 'STAGE', 'ON THE SERVICE', 'HOSTS', 'BACKGROUND WORK', 'DATABASE', 'STORE', 'EVENTS', 'SINCE'],
    ...modules.map(({ database, events, hosts, module, share, since, stage, store, under_way, work }) => [module, under_way ? `${stage} (a command is at it)` : stage, `${share} %`, hosts.join(', ') || '-', dash(work), dash(database), dash(store), events, dash(since)])])) console.log(line);
}
