import { setTimeout as wait } from 'node:timers/promises';
import { AuroraError, type ModuleDefinition } from '@aurora/kernel';
import { migrate, openDatabase, pendingMigrations, type DatabaseLocation, type Locate, type Migration, type ModuleDatabase } from '@aurora/platform/persistence';
import type { Logger } from '@aurora/platform/telemetry';
import { StartError } from './start-error.ts';

export interface OpenOptions {
  readonly definition: ModuleDefinition;
  readonly location: DatabaseLocation;
  /** Finds the places to which its data may have been relocated. */
  readonly locate: Locate;
  readonly migrations: readonly Migration[];
  /** Milliseconds to wait for a server that does not answer yet. */
  readonly patience: number;
  readonly logger: Logger;
  /** Ends the waiting, which then rejects with the signal's reason. */
  readonly signal: AbortSignal;
  readonly committed: () => void;
}

const pause = 500;

async function openPatiently({ definition, location, locate, patience, logger, signal, committed }: OpenOptions): Promise<ModuleDatabase> {
  const { module } = definition.contract;
  const started = performance.now();
  for (let told = false; ; told = true) {
    try {
      return await openDatabase({ module, location, locate, entities: definition.entities, committed });
    } catch (error) {
      const waiting = error instanceof AuroraError && error.code === 'UNAVAILABLE';
      if (!waiting) throw new StartError(`The database of the ${module} module can't be opened: ${(error as Error).message}`, error);
      if (performance.now() - started > patience) throw new StartError(`The database of the ${module} module did not answer within ${Math.round(patience / 1000)} s.`, error);
      if (!told) logger.warn({ 'event.action': 'database.wait' }, `waiting for the database of the ${module} module`);
      await wait(pause, undefined, { signal });
    }
  }
}

/** Opens a module's database, where its data is. An embedded one is brought up to date; a server's must have been, by `aurora migrate`. */
export async function openModuleDatabase(options: OpenOptions): Promise<ModuleDatabase> {
  const database = await openPatiently(options);
  try {
    const pending = await pendingMigrations(database.client(), options.migrations);
    if (pending.length > 0 && 'url' in database.location) throw new StartError(`The database of the ${database.module} module lacks ${pending.join(', ')}. Run "aurora migrate" first.`);
    if (pending.length > 0) await migrate(database.client(), database.dialect, options.migrations);
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}
