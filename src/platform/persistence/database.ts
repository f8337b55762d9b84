import { AuroraError } from '@aurora/kernel';
import type { Kysely } from 'kysely';
import { Commands } from './commands.ts';
import { Ids } from './ids.ts';
import type { Pace } from './pace.ts';
import type { Dialect } from './prepared.ts';
import { Queries } from './queries.ts';
import { Residence, type Locate } from './residence.ts';
import type { DatabaseLocation, Marker } from './site.ts';
import { Transactions } from './transactions.ts';
import type { WorkerConnection } from './worker-connection.ts';

/** A database at the place where it is now, whatever becomes of the module's data. */
export interface StandingDatabase {
  readonly queries: Queries;
  readonly transactions: Transactions;
}

/** The database of one module: reading side, writing side, ids. Where the data is relocated, all of it goes on at the new place. */
export interface ModuleDatabase {
  readonly module: string;
  /** Of the place where the data is now. */
  readonly dialect: Dialect;
  /** Reference of that place: `embedded`, `settings`, `secret:<name>`. */
  readonly reference: string;
  readonly location: DatabaseLocation;
  readonly queries: Queries;
  readonly transactions: Transactions;
  readonly commands: Commands;
  readonly ids: Ids;
  /** How long transactions take. */
  readonly pace: Pace;
  readonly locate: Locate;
  /** The connection that commands use, for migrations. */
  client(): Kysely<unknown>;
  /** The connection of the work that this host does for all hosts of the module, at the place where the data is now. */
  openWorker(): Promise<WorkerConnection>;
  /** The place where the data is now. */
  here(): StandingDatabase;
  /** Looks where the data is, and goes on there; answers what stands there about a relocation. */
  look(): Promise<Marker | undefined>;
  /** Opens the place to which the data may go soon. */
  prepare(reference: string): Promise<void>;
  /** Calls `moved` each time the data is at another place; answers how to end that. */
  onMoved(moved: () => void): () => void;
  /** Rejects with an `AuroraError` where the database does not answer. */
  ping(): Promise<void>;
  close(): Promise<void>;
}

export interface DatabaseOptions {
  readonly module: string;
  readonly location: DatabaseLocation;
  /** What the location is called in the databases themselves; by default `embedded` or `settings`. */
  readonly reference?: string;
  /** Finds other places, by what they are called. By default there are none. */
  readonly locate?: Locate;
  readonly entities: readonly unknown[];
  /** Called after every commit of a command. */
  readonly committed?: () => void;
}

/** The name of a location that nothing else names. */
export const ownReference = (location: DatabaseLocation): string => ('file' in location ? 'embedded' : 'settings');

const nowhere: Locate = async reference => { throw new AuroraError('UNAVAILABLE', `The data is at ${reference}, which is not known here.`); };

/** Opens a module's database, where its data is now. Migrations are the caller's. Rejects with an `AuroraError` where it does not answer. */
export async function openDatabase({ module, location, reference = ownReference(location), locate = nowhere, entities, committed = () => undefined }: DatabaseOptions): Promise<ModuleDatabase> {
  const residence = await Residence.open({ module, location, reference, locate, entities });
  const transactions = new Transactions(residence);
  const queries = new Queries(residence);
  const ids = new Ids(transactions);
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    await ids.close().catch(() => undefined);
    await residence.close();
  };
  return {
    module, transactions, ids, queries, locate, pace: residence.pace,
    get dialect() { return residence.site.dialect; },
    get reference() { return residence.site.reference; },
    get location() { return residence.site.location; },
    client: () => residence.site.client(),
    commands: new Commands(transactions, queries, committed),
    openWorker: () => residence.site.openWorker(() => { void residence.look().catch(() => undefined); }),
    here() {
      const { site } = residence;
      return { transactions: new Transactions({ use: work => work(site) }), queries: new Queries({ read: statement => site.read(statement(site.dialect)) }) };
    },
    look: () => residence.look(),
    prepare: other => residence.prepare(other),
    onMoved: moved => residence.onMoved(moved),
    ping: () => residence.site.ping(),
    close: () => (closing ??= close()),
  };
}
