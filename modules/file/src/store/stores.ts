import { AuroraError } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import * as content from '../persistence/content-statements.ts';
import { placeFor, type Placed } from '../persistence/places.ts';
import type { FileTables } from '../persistence/tables.ts';
import type { FileStore } from './file-store.ts';
import { configuredPlace, openStore, StoreError } from './open-store.ts';
import { parseStoreAddress, type StorePlace } from './store-address.ts';

const addressOf = prepare<FileTables, { id: number }>()((db, { id }) => db.selectFrom('file_store').select('address').where('id', '=', id));

/** The stores of a deployment by their numbers, as this host reaches them: 0 is the one that AURORA_FILE_STORE names. */
export class Stores {
  readonly #queries: Queries;
  readonly #settings: Pick<Settings, 'DATA_DIR' | 'FILE_STORE'>;
  readonly #open = new Map<number, Promise<FileStore>>();

  private constructor(queries: Queries, settings: Pick<Settings, 'DATA_DIR' | 'FILE_STORE'>) {
    this.#queries = queries;
    this.#settings = settings;
  }

  /** Opens the store in use. Rejects with a `StoreError` where it cannot be used from here. */
  static async open(queries: Queries, settings: Pick<Settings, 'DATA_DIR' | 'FILE_STORE'>): Promise<Stores> {
    configuredPlace(settings.FILE_STORE);
    const stores = new Stores(queries, settings);
    await stores.#opened(await stores.#inUse());
    return stores;
  }

  /** Rejects with `UNAVAILABLE` where it cannot be used from here, for now; the cause is a `StoreError`. */
  async at(id: number): Promise<FileStore> {
    try {
      return await this.#opened(id);
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      throw new AuroraError('UNAVAILABLE', 'The file store does not answer, or not this host; try again.', { retryAfter: 1, cause: error });
    }
  }

  /** Where content is read from now: a store, and the path in there. Rejects like `at`. */
  async locate(placed: Placed): Promise<{ readonly store: FileStore; readonly path: string }> {
    const { path, store } = placeFor(placed, await this.#inUse());
    return { store: await this.at(store), path };
  }

  /** The store where new content goes, with its number. Rejects like `at`. */
  async inUse(): Promise<{ readonly id: number; readonly store: FileStore }> {
    const id = await this.#inUse();
    return { id, store: await this.at(id) };
  }

  async placeOf(id: number): Promise<StorePlace> {
    if (id === 0) return configuredPlace(this.#settings.FILE_STORE);
    const row = await this.#queries.firstOf(addressOf, { id });
    if (!row) throw new Error(`there is no file store ${id}`);
    return parseStoreAddress(row.address);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const opened = await Promise.allSettled(this.#open.values());
    for (const store of opened) if (store.status === 'fulfilled') store.value.close();
  }

  async #inUse(): Promise<number> {
    return Number((await this.#queries.firstOf(content.current, {}))?.current_store ?? 0);
  }

  #opened(id: number): Promise<FileStore> {
    let opening = this.#open.get(id);
    if (!opening) {
      opening = this.placeOf(id).then(place => openStore(place, this.#settings.DATA_DIR));
      this.#open.set(id, opening);
      // What cannot be opened now may be later.
      opening.catch(() => this.#open.delete(id));
    }
    return opening;
  }

  /** Those that are open. */
  async inReach(): Promise<FileStore[]> {
    const opened = await Promise.allSettled(this.#open.values());
    return opened.flatMap(store => (store.status === 'fulfilled' ? [store.value] : []));
  }
}
