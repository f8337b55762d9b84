import type { Command } from 'commander';

/** A command as the program knows it before any of its code is loaded. */
export interface CommandEntry {
  /** Its line in the help. */
  readonly summary: string;
  /** Loads its code, and that of no other command. */
  readonly load: () => Promise<Command>;
}

/** Every command by name, in the order of the help. */
export const commands: Readonly<Record<string, CommandEntry>> = {
  serve: { summary: 'Run Aurora, or the modules that AURORA_MODULES names', load: async () => (await import('../commands/serve.ts')).serveCommand() },
  gateway: { summary: 'Run the gateway alone, before modules that other processes run', load: async () => (await import('../commands/gateway.ts')).gatewayCommand() },
  migrate: { summary: 'Create or upgrade the databases, and say what was done', load: async () => (await import('../commands/migrate.ts')).migrateCommand() },
  token: { summary: 'Print an access token of the local issuer', load: async () => (await import('../commands/token.ts')).tokenCommand() },
  keys: { summary: 'Create, list and revoke API keys', load: async () => (await import('../commands/keys.ts')).keysCommand() },
  extract: { summary: 'Take a module out of the running monolith into a service of its own, or back', load: async () => (await import('../commands/extract.ts')).extractCommand() },
  status: { summary: 'Show how far the migration is, and where each module stands', load: async () => (await import('../commands/status.ts')).statusCommand() },
  placement: { summary: 'Show or change where the modules are', load: async () => (await import('../commands/placement.ts')).placementCommand() },
  targets: { summary: 'List the instances that the gateway sends requests to', load: async () => (await import('../commands/targets.ts')).targetsCommand() },
  events: { summary: 'Show events and how far modules are with them; decide about those that failed', load: async () => (await import('../commands/events.ts')).eventsCommand() },
  sagas: { summary: 'Show changes that span modules; decide about those that are stuck', load: async () => (await import('../commands/sagas.ts')).sagasCommand() },
  relocate: { summary: 'Move the database of a module, or its files, elsewhere while they are in use, and back', load: async () => (await import('../commands/relocate.ts')).relocateCommand() },
  import: { summary: 'Load subjects or syllabi from CSV files, or the tables of an old application, into a running Aurora', load: async () => (await import('../commands/import.ts')).importCommand() },
  export: { summary: 'Save the subjects, syllabi and files of a running Aurora in a folder', load: async () => (await import('../commands/export.ts')).exportCommand() },
  modules: { summary: 'List the modules: what they do, where they live, whom they call', load: async () => (await import('../commands/modules.ts')).modulesCommand() },
  verify: { summary: 'Check the boundaries between the modules', load: async () => (await import('../commands/verify.ts')).verifyCommand() },
  flags: { summary: 'Show, try out and change feature flags; see which are used; take them in and out', load: async () => (await import('../commands/flags.ts')).flagsCommand() },
  config: { summary: 'Check the settings; show, change, compare and take back those of the config module', load: async () => (await import('../commands/config.ts')).configCommand() },
  docs: { summary: 'Check or write the documents that are made from the contracts', load: async () => (await import('../commands/docs.ts')).docsCommand() },
};
