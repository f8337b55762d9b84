import { SettingsError } from '@aurora/platform/settings';
import { Command } from 'commander';
import { Ended, exit } from '../cli/failure.ts';
import { listSettings, type SettingListing } from '../cli/settings-listing.ts';
import { alignedLines } from '../cli/table.ts';
import { plannedCommands } from './config-planned.ts';
import { secretCommands } from './config-secrets.ts';
import { settingCommands } from './config-settings.ts';

interface Options {
  readonly json?: boolean;
}

/** `aurora config`: the settings of this program, read from the environment, and those that a running Aurora keeps for others. */
export const configCommand = (): Command => [...settingCommands(), ...plannedCommands(), ...secretCommands()].reduce((command, sub) => command.addCommand(sub), new Command('config')
  .description('"check" is about the settings of Aurora itself, which are read from environment variables whose names begin with AURORA_. The others are about those that the config module of a running Aurora keeps, with their history.')
  .addCommand(new Command('check')
    .summary('Show every setting in force, or every mistake')
    .description('Shows every setting in force and where it comes from, secrets as dots; or every mistake, and exits with 1.')
    .option('--json', 'print them as JSON')
    .action((options: Options) => check(options))));

function check({ json }: Options): void {
  try {
    const settings = listSettings(process.env);
    for (const line of json ? [JSON.stringify({ settings })] : alignedLines([['SETTING', 'VALUE', 'FROM', 'MEANING'], ...settings.map(row)])) console.log(line);
  } catch (error) {
    if (!json || !(error instanceof SettingsError)) throw error;
    console.log(JSON.stringify({ mistakes: error.mistakes }));
    throw new Ended(exit.failed);
  }
}

const widest = 40;

function row({ variable, value, source, summary }: SettingListing): string[] {
  const shown = value || '-';
  return [variable, shown.length > widest && source === 'default' ? `${shown.slice(0, widest - 1)}…` : shown, source, summary];
}
