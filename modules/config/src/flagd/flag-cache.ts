import { prepare, type Queries } from '@aurora/platform/persistence';
import type { ConfigTables } from '../persistence/tables.ts';
import { compileFlag, type CompiledFlag } from './compiled-flag.ts';

const currentRevision = prepare<ConfigTables, object>()(db => db.selectFrom('configuration').select('revision').where('id', '=', 1));
const allFlags = prepare<ConfigTables, object>()(db => db.selectFrom('flag').select(['id', 'key', 'definition', 'version']));

interface Entry {
  readonly id: number;
  readonly version: number;
  readonly text: string;
  compiled?: Promise<CompiledFlag>;
}

/** Flags as they were at a revision or, where rows changed while they were read, a little after it. */
interface Snapshot {
  readonly revision: number;
  readonly flags: ReadonlyMap<string, Entry>;
}

/**
 * Flags ready to be evaluated. Each call asks for the number of the revision, which is one row; the flags are read again only
 * when it has changed, here or through another host, and compiled when they are first evaluated.
 */
export class FlagCache {
  readonly #queries: Queries;
  #snapshot: Snapshot = { revision: -1, flags: new Map() };
  #loading: Promise<void> | undefined;

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  /** The flag as it is now, or undefined if there is none. */
  async find(key: string): Promise<CompiledFlag | undefined> {
    const revision = await this.#revision();
    if (this.#snapshot.revision !== revision) {
      // A load that was under way may have begun before this revision. Above it is fine, and below the one before, too: data that was set back.
      do await (this.#loading ??= this.#load().finally(() => { this.#loading = undefined; }));
      while (this.#snapshot.revision < revision);
    }
    const entry = this.#snapshot.flags.get(key);
    return entry && (entry.compiled ??= compileFlag(key, entry.text));
  }

  async #revision(): Promise<number> {
    return (await this.#queries.firstOf(currentRevision, {}))!.revision;
  }

  /** The number first: rows that are newer than it are read again with the next one, and none is ever taken for newer than it is. */
  async #load(): Promise<void> {
    const revision = await this.#revision();
    const known = this.#snapshot.flags;
    const flags = new Map<string, Entry>();
    for (const { id, key, definition, version } of await this.#queries.allOf(allFlags, {})) {
      const before = known.get(key);
      flags.set(key, before?.id === id && before.version === version ? before : { id, version, text: definition });
    }
    this.#snapshot = { revision, flags };
  }
}
