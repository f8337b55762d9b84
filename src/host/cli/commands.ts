import type { Command } from 'commander';

/** Every command and its line in the help, in the help's order. The code of `<name>` is in `../commands/<name>.ts`. */
export const commands = {
  serve: 'Run Aurora, or the modules that AURORA_MODULES names',
  migrate: 'Create or upgrade the databases, and say what was done',
  token: 'Print an access token of the local issuer',
  keys: 'Create, list and revoke API keys',
  import: 'Load subjects or syllabi from CSV files into a running Aurora',
  export: 'Save the subjects, syllabi and files of a running Aurora in a folder',
  modules: 'List the modules: what they do, where they live, whom they call',
  verify: 'Check the boundaries between the modules',
  config: 'Check the settings',
  docs: 'Check or write the documents that are made from the contracts',
} as const;

export type CommandName = keyof typeof commands;

export const isCommandName = (name: string | undefined): name is CommandName => name !== undefined && Object.hasOwn(commands, name);

/** Loads the code of one command, and of no other. */
export async function loadCommand(name: CommandName): Promise<Command> {
  const file = (await import(`../commands/${name}.ts`)) as Record<string, () => Command>;
  return file[`${name}Command`]!();
}
