import { createHash } from 'node:crypto';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { currentRevision } from '../persistence/current-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { compileFlag, type CompiledFlag } from './compiled-flag.ts';

const allFlags = prepare<ConfigTables, object>()(db => db.selectFrom('flag').select(['id', 'key', 'definition', 'version']).orderBy('key'));

interface Entry {
  readonly id: number;
  readonly version: number;
  readonly text: string;
  compiled?: CompiledFlag | Promise<CompiledFlag>;
}

/** At once where it has been compiled before. */
const compiled = (key: string, entry: Entry): CompiledFlag | Promise<CompiledFlag> => entry.compiled ??= compileFlag(key, entry.text).then(flag => entry.compiled = flag);

/** Changes that hosts in this process have committed. */
let commits = 0;

/** Flags as they were at a revision or, where rows changed while they were read, a little after it. */
interface Snapshot {
  readonly revision: number;
  readonly flags: ReadonlyMap<string, Entry>;
  whole?: Promise<WholeFlags>;
}

/** All flags, compiled; the same object as long as they are the same. */
export interface WholeFlags {
  readonly flags: readonly (readonly [key: string, flag: CompiledFlag])[];
  /** Stands for them, in whatever process they have been read. */
  readonly stamp: string;
}

async function wholeOf(flags: Snapshot['flags']): Promise<WholeFlags> {
  const stamp = createHash('sha256');
  for (const [key, { text }] of flags) stamp.update(`${key} ${text}\n`);
  return { stamp: stamp.digest('base64url'), flags: await Promise.all([...flags].map(async ([key, entry]) => [key, await compiled(key, entry)] as const)) };
}

/**
 * Flags ready to be evaluated. The number of the revision is asked for, which is one row, once in each turn of the event loop in which there is a
 * call; the flags are read again only when it has changed, here or through another host, and compiled when they are first evaluated.
 */
export class FlagCache {
  readonly #queries: Queries;
  readonly #read: (keys: ReadonlySet<string>) => void;
  #snapshot: Snapshot = { revision: -1, flags: new Map() };
  #loading: Promise<void> | undefined;
  /** What holds in this turn: who asks for the second time in it has heard of nothing that came after the first. */
  #now: Snapshot | Promise<Snapshot> | undefined;
  #asOf = 0;

  /** Told of the keys there are whenever flags have been read. */
  constructor(queries: Queries, read: (keys: ReadonlySet<string>) => void = () => undefined) {
    this.#queries = queries;
    this.#read = read;
  }

  /** To be told of what this host has committed: it holds at once. */
  readonly changed = (): void => { commits += 1; };

  /** The flag as it is now, or undefined if there is none; at once where nothing needs to be read for it. */
  find(key: string): CompiledFlag | undefined | Promise<CompiledFlag | undefined> {
    const now = this.#current();
    if (now instanceof Promise) return now.then(({ flags }) => this.#flagOf(flags, key));
    return this.#flagOf(now.flags, key);
  }

  #flagOf(flags: Snapshot['flags'], key: string): CompiledFlag | undefined | Promise<CompiledFlag> {
    const entry = flags.get(key);
    return entry && compiled(key, entry);
  }

  /** All flags as they are now. */
  async all(): Promise<WholeFlags> {
    const now = await this.#current();
    return now.whole ??= wholeOf(now.flags);
  }

  #current(): Snapshot | Promise<Snapshot> {
    if (this.#now && this.#asOf === commits) return this.#now;
    this.#asOf = commits;
    const asked = this.#ask().then(snapshot => {
      if (this.#now === asked) this.#now = snapshot;
      return snapshot;
    }, (error: unknown) => {
      if (this.#now === asked) this.#now = undefined;
      throw error;
    });
    this.#now = asked;
    // Not unreferenced: it must be over before anything else comes in.
    setImmediate(() => { this.#now = undefined; });
    return asked;
  }

  async #ask(): Promise<Snapshot> {
    const revision = await this.#revision();
    if (this.#snapshot.revision !== revision) {
      // A load that was under way may have begun before this revision. Above it is fine, and below the one before, too: data that was set back.
      do await (this.#loading ??= this.#load().finally(() => { this.#loading = undefined; }));
      while (this.#snapshot.revision < revision);
    }
    return this.#snapshot;
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
    this.#read(new Set(flags.keys()));
  }
}
