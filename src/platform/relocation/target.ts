import { existsSync } from 'node:fs';
import { AuroraError, type RelocationClass } from '@aurora/kernel';
import { isUnreachable, migrate, pendingMigrations, Site, translateDatabaseError, type DatabaseLocation, type Migration } from '../persistence/index.ts';
import { openEnd, type End } from './end.ts';
import { readRelocation } from './relocation-state.ts';
import { asidePrefix, fencedTables, named, readColumns } from './table-shape.ts';

export interface TargetOptions {
  readonly module: string;
  readonly location: DatabaseLocation;
  readonly reference: string;
  readonly migrations: readonly Migration[];
  readonly tables: Readonly<Record<string, RelocationClass>>;
}

const conflict = (message: string): AuroraError => new AuroraError('CONFLICT', message);

/** Which database an end is, whatever address led there. */
async function identityOf(end: End, location: DatabaseLocation): Promise<string> {
  if ('file' in location) return location.file;
  const [row] = await end.rows<{ identity: string }>('select concat(@@hostname, @@port, @@datadir, database()) as identity');
  return row!.identity;
}

/** Tables in which migrations leave rows. */
const seeded = new Set(['event_log', 'id_allocator', 'configuration']);

/** Rejects with `CONFLICT` unless an end holds nothing, or what an earlier relocation of the module has left there. */
async function requireFree(end: End, { module, tables }: TargetOptions): Promise<void> {
  const there = await readColumns(end);
  const known = new Set(Object.keys(tables).flatMap(name => [name, asidePrefix + name]).concat('migration', 'migration_lock', 'relocation', 'relocation_table', 'relocation_index', 'relocation_dirty', 'sqlite_sequence'));
  const foreign = [...there.keys()].filter(name => !known.has(name));
  if (foreign.length > 0) throw conflict(`The target has tables that are not of the ${module} module: ${foreign.slice(0, 3).join(', ')}.`);
  const left = there.has('relocation') ? await readRelocation(end) : undefined;
  if (left && left.module !== module) throw conflict(`The target has been used for the ${left.module} module.`);
  if (left && ['moved', 'incoming'].includes(left.stage)) return;
  for (const name of fencedTables(tables)) if (there.has(name) && !seeded.has(name)) {
    const rows = await end.rows(`select 1 as one from ${named('', name)} limit 1`);
    if (rows.length > 0) throw conflict(`The target is not empty: there are rows in ${name}.`);
  }
}

/** What a server says of an account or a schema that it does not take. */
const notLetIn = new Set([1044, 1045, 1049, 1142, 1698]);

/** What is told of an error of a target; nothing that the server says of the account. */
function told(error: unknown): unknown {
  for (let at = error as { readonly errno?: number; readonly cause?: unknown } | undefined, depth = 0; at && depth < 5; at = at.cause as typeof at, depth += 1) {
    if (at.errno !== undefined && notLetIn.has(at.errno)) return conflict(`The target does not let this account in, or has no such schema (error ${at.errno}): make the schema, and an account that may do everything in it.`);
  }
  // Aurora is well, and whoever asks need not ask again.
  return isUnreachable(error) ? conflict('The target cannot be reached.') : translateDatabaseError(error);
}

/** Rejects as `prepareTarget` does where a place cannot be used, and changes nothing there. */
export async function requirePlace(options: TargetOptions, source: { readonly end: End; readonly location: DatabaseLocation }): Promise<void> {
  if ('file' in options.location && !existsSync(options.location.file)) return;
  const end = await openEnd(options.location).catch((error: unknown) => { throw told(error); });
  try {
    if (await identityOf(end, options.location) === await identityOf(source.end, source.location)) throw conflict('The data is there already.');
    await requireFree(end, options);
  } finally {
    await end.close();
  }
}

/**
 * Makes a place ready to receive a module's data: its tables are made by the module's migrations. Rejects with `CONFLICT` where it is
 * the source itself, is not empty, does not answer, or cannot be used.
 */
export async function prepareTarget(options: TargetOptions, source: { readonly end: End; readonly location: DatabaseLocation }): Promise<End> {
  const { location, migrations, module, reference } = options;
  const site = await Site.open({ module, location, reference, entities: [] }).catch((error: unknown) => { throw told(error); });
  try {
    const end = await openEnd(location);
    try {
      if (await identityOf(end, location) === await identityOf(source.end, source.location)) throw conflict('The data is there already.');
      await requireFree(end, options);
      const aside = (await readColumns(end)).has(`${asidePrefix}event_store`);
      const pending = await pendingMigrations(site.client(), migrations);
      if (aside && pending.length > 0) throw conflict(`The tables that an earlier relocation has left at the target lack ${pending.join(', ')}: name a new place instead.`);
      if (!aside) await migrate(site.client(), site.dialect, migrations);
      return end;
    } catch (error) {
      await end.close();
      throw told(error);
    }
  } finally {
    await site.close();
  }
}
