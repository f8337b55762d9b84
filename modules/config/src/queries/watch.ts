import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { rank } from '../domain/layer.ts';
import { currentRevision } from '../persistence/current-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';
import { RevisionWatch } from './revision-watch.ts';

type Range = { from: string; to: string };

const flagsIn = prepare<ConfigTables, Range>()((db, { from, to }) => db.selectFrom('flag').select(['key', 'definition']).where('key', '>=', from).where('key', '<', to).orderBy('key'));
const settingsIn = prepare<ConfigTables, Range>()((db, { from, to }) =>
  db.selectFrom('setting').select(['key', 'environment', 'service', 'value']).where('key', '>=', from).where('key', '<', to).where('environment', '=', '').where('service', 'in', ['', 'gateway']).orderBy('key'));

const lastFlagChange = prepare<ConfigTables, { after: number }>()((db, { after }) =>
  db.selectFrom('revision_change').select('revision').where('revision', '>', after).where('kind', '=', 'flag').orderBy('revision', 'desc').limit(1));

/** Follows which revision has changed a flag last; looks at each revision once. */
class FlagsRevision {
  readonly #queries: Queries;
  #seen = { revision: 0, flags: 0 };

  constructor(queries: Queries) {
    this.#queries = queries;
  }

  async at(revision: number): Promise<number> {
    const { revision: known, flags } = this.#seen;
    if (known === revision) return flags;
    // Data that was set back is looked at from the beginning.
    const from = revision < known ? { revision: 0, flags: 0 } : { revision: known, flags };
    const found = (await this.#queries.firstOf(lastFlagChange, { after: from.revision }))?.revision ?? from.flags;
    this.#seen = { revision, flags: found };
    return found;
  }
}

/** `~` comes after every character of a key. */
const beginningWith = (prefix: string): Range => ({ from: prefix, to: `${prefix}~` });

export function watchConfiguration(queries: Queries): Handlers<typeof configContract>['watchConfiguration'] {
  const revisionOf = async (): Promise<number> => (await queries.firstOf(currentRevision, {}))!.revision;
  const watch = new RevisionWatch(revisionOf);
  const flagsRevision = new FlagsRevision(queries);
  return async ({ flags, settings, known, wait }) => {
    await watch.changed(known, wait);
    // The number first: what is newer than it is told again with the next one.
    const revision = await revisionOf();
    const rows = await queries.allOf(settingsIn, beginningWith(settings));
    const effective = [...Map.groupBy(rows, row => row.key)].map(([key, values]) => ({ key, value: JSON.parse(values.reduce((best, row) => (rank(row) > rank(best) ? row : best)).value) as unknown }));
    return { revision, flags_revision: await flagsRevision.at(revision), flags: (await queries.allOf(flagsIn, beginningWith(flags))).map(({ key, definition }) => ({ key, definition: JSON.parse(definition) as unknown })), settings: effective };
  };
}
