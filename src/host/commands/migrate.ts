import { AuroraError } from '@aurora/kernel';
import { makeServerAccount, migrate, openDatabase, parseServerUrl } from '@aurora/platform/persistence';
import { readSettings, type ModuleName, type Settings } from '@aurora/platform/settings';
import { Command } from 'commander';
import { catalogue, type CatalogueEntry } from '../catalogue.ts';
import { keepAccount } from '../process/accounts.ts';
import { openDataFolder } from '../process/data-folder.ts';
import { describeLocation, locationOf, placesOf, readAccounts } from '../process/locations.ts';
import { StartError } from '../process/start-error.ts';

/** What was done to one module's database. */
interface Report {
  readonly module: ModuleName;
  readonly database: string;
  readonly created: boolean;
  /** Names of the migrations applied now, in order. */
  readonly applied: readonly string[];
}

/** Makes the module's schema and account on the server, unless it has them or an address of its own. */
async function makeAccount(name: ModuleName, settings: Settings, dataFolder: string): Promise<boolean> {
  const own = settings[`${name.toUpperCase() as Uppercase<ModuleName>}_DATABASE_URL`];
  if (settings.DATABASE_URL === undefined || own !== undefined || readAccounts(dataFolder)[name] !== undefined) return false;
  const prefix = parseServerUrl(settings.DATABASE_URL).database || 'aurora';
  const account = await makeServerAccount(settings.DATABASE_URL, `${prefix}_${name}`);
  keepAccount(dataFolder, name, account.url);
  return account.created;
}

async function bringUp(entry: CatalogueEntry, settings: Settings, dataFolder: string): Promise<Report> {
  const made = await makeAccount(entry.name, settings, dataFolder);
  const location = locationOf(entry.name, settings, dataFolder);
  const [{ entities }, migrations] = await Promise.all([entry.module(), entry.migrations()]);
  const database = await openDatabase({ module: entry.name, location, locate: placesOf(entry.name, settings, dataFolder), entities });
  try {
    const applied = await migrate(database.client(), database.dialect, migrations);
    return { module: entry.name, database: describeLocation(database.location), created: made || applied.includes(migrations[0]!.name), applied };
  } finally {
    await database.close();
  }
}

const sentence = ({ applied, created, database, module }: Report): string =>
  `${module.padEnd(9)} ${database}: ${applied.length === 0 ? 'up to date' : `${created ? 'created' : 'upgraded'}, ${applied.join(', ')}`}`;

export function migrateCommand(): Command {
  return new Command('migrate')
    .description('Creates the databases of the modules, or upgrades them, and says what was done. With AURORA_DATABASE_URL each module gets a schema and an account of its own there; their passwords are kept in the data folder.')
    .option('--json', 'print what was done as JSON')
    .action(async ({ json }: { json?: boolean }) => {
      const settings = readSettings(process.env);
      const folder = openDataFolder(settings.DATA_DIR, settings.DEPLOYMENT);
      try {
        const reports: Report[] = [];
        for (const entry of catalogue.filter(({ name }) => settings.MODULES?.includes(name) ?? true)) {
          const report = await bringUp(entry, settings, folder.path).catch((error: unknown) => {
            if (error instanceof AuroraError || error instanceof StartError) throw error;
            throw new StartError(`The database of the ${entry.name} module can't be migrated: ${(error as Error).message}`, error);
          });
          reports.push(report);
          if (!json) console.log(sentence(report));
        }
        if (json) console.log(JSON.stringify({ modules: reports }, null, 2));
      } finally {
        folder.release();
      }
    });
}
