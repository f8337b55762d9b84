import { gatewayContract } from '@aurora/gateway/contract';
import type { PlacementPolicy } from '@aurora/platform/placement';
import { Argument, Command, Option } from 'commander';
import { reach, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import type { Api } from '../cli/api.ts';
import { describePolicy, readPercentage, readRule, readShare } from '../cli/placement-text.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

interface SetOptions extends Options {
  readonly match?: PlacementPolicy['match'];
  readonly shadow?: number;
  readonly writes?: 'monolith' | 'service';
  readonly reason?: string;
}

const { getPlacement, listPlacements, placementHistory, putPlacement } = gatewayContract.operations;
const beside = { prefix: '' };

/** `aurora placement`: where the modules of a running Aurora are. */
export const placementCommand = (): Command => new Command('placement')
  .description('A module is in the monolith, in a service of its own, or split between them. Every gateway follows a change within a second.')
  .addCommand(withConnection(new Command('get'))
    .summary('Show where the modules are, or one of them with its last changes')
    .argument('[module]', 'the module; all of them if none is named')
    .option('--json', 'print it as JSON')
    .action(get))
  .addCommand(withConnection(new Command('set'))
    .summary('Place a module')
    .argument('<module>', 'as in subject')
    .addArgument(new Argument('<where>', 'monolith, service, or the percentage of callers on the service, as in 20%').argParser(readShare))
    .option('--match <rule>', 'requests that go to one side whatever the percentage says, header:<name>=<value>:<side> or claim:<name>=<value>:<side>; may be repeated, the first that holds decides', readRule)
    .option('--shadow <percentage>', 'share of the reads that are repeated on the other side and compared, as in 5%', readPercentage)
    .addOption(new Option('--writes <side>', 'where all writes go, whatever the percentage and the rules say; for two sides with a database each').choices(['monolith', 'service']))
    .option('--reason <text>', 'why, for the history')
    .option('--json', 'print the placement as JSON')
    .addHelpText('after', '\nWhat is not given is not kept: without --match there are no rules, without --shadow nothing is compared.')
    .action(set));

async function get(module: string | undefined, options: Options): Promise<void> {
  const api = await reach(options);
  if (module === undefined) return list(api, options);
  const placement = await api.call(getPlacement, { module }, beside);
  if (options.json) return console.log(JSON.stringify(placement));
  console.log(`${module}: ${describePolicy(placement.policy)} (reachable: ${placement.sides.join(' and ')})`);
  const { items } = await api.call(placementHistory, { module, limit: 10 }, beside);
  if (items.length === 0) return;
  const shown = (policy: PlacementPolicy | null): string => (policy ? describePolicy(policy) : '-');
  for (const line of alignedLines([['AT', 'BY', 'FROM', 'TO', 'WHY'], ...items.map(({ at, by, from, to, reason }) => [at, by, shown(from), shown(to), reason ?? '-'])])) console.log(line);
}

async function list(api: Api, { json }: Options): Promise<void> {
  const { items } = await api.call(listPlacements, {}, beside);
  if (json) return console.log(JSON.stringify({ items }));
  for (const line of alignedLines([['MODULE', 'PLACEMENT', 'REACHABLE'], ...items.map(({ module, policy, sides }) => [module, describePolicy(policy), sides.join(', ')])])) console.log(line);
}

async function set(module: string, service: number, { match = [], shadow = 0, reason, writes, ...options }: SetOptions): Promise<void> {
  const placement = await (await reach(options)).call(putPlacement, { module, service, match, shadow, ...(writes === undefined ? {} : { writes }), ...(reason === undefined ? {} : { reason }) }, beside);
  console.log(options.json ? JSON.stringify(placement) : `${module}: ${describePolicy(placement.policy)}`);
}
