import { gatewayContract } from '@aurora/gateway/contract';
import { Command } from 'commander';
import { reach, withConnection, type ConnectionOptions } from '../cli/connection.ts';
import { alignedLines } from '../cli/table.ts';

type Options = ConnectionOptions & { readonly json?: boolean };

/** `aurora targets`: where a running gateway sends requests. */
export const targetsCommand = (): Command => withConnection(new Command('targets'))
  .description('Lists where the gateway sends requests: every instance of every module that runs elsewhere, its state, and what is under way.')
  .option('--json', 'print them as JSON')
  .action(list);

async function list(options: Options): Promise<void> {
  const { items } = await (await reach(options)).call(gatewayContract.operations.targets, {}, { prefix: '' });
  if (options.json) return console.log(JSON.stringify({ items }));
  if (items.length === 0) return console.log('Every module runs in the gateway\'s own process.');
  const rows = items.flatMap(({ name, breaker, instances }) => (instances.length === 0
    ? [[name, breaker, '-', 'no instance is known', '-', '-']]
    : instances.map(({ url, state, pending, failures }) => [name, breaker, url, state, String(pending), String(failures)])));
  for (const line of alignedLines([['TARGET', 'BREAKER', 'INSTANCE', 'STATE', 'PENDING', 'FAILURES'], ...rows])) console.log(line);
}
