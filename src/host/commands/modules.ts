import { readSettings } from '@aurora/platform/settings';
import { Command } from 'commander';
import { listModules, type ModuleListing } from '../cli/module-listing.ts';
import { alignedLines } from '../cli/table.ts';

const header = ['MODULE', 'TITLE', 'VERSION', 'LIVES', 'OPERATIONS', 'CALLS', 'LISTENS TO'];

const row = ({ name, title, version, lives, operations, internal, calls, listens }: ModuleListing): string[] =>
  [name, title, String(version), lives, internal === 0 ? String(operations) : `${operations} and ${internal} internal`, calls.join(', ') || '-', listens.join(', ') || '-'];

/** `aurora modules`: the modules, as the settings would have them run. */
export const modulesCommand = (): Command => new Command('modules')
  .description('Lists the modules: what they are, the version of their contract, where they live by the present settings, whom they call and whose events they take.')
  .option('--json', 'print them as JSON')
  .action(async ({ json }: { json?: boolean }) => {
    const modules = await listModules(readSettings(process.env));
    for (const line of json ? [JSON.stringify({ items: modules })] : alignedLines([header, ...modules.map(row)])) console.log(line);
  });
