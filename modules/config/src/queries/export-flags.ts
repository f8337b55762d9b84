import type { Handlers } from '@aurora/kernel';
import { prepare, type Queries } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { changesBetween, netChanges } from '../persistence/net-changes.ts';
import { readingBy, revisionNumber } from '../persistence/revision-number.ts';
import type { ConfigTables } from '../persistence/tables.ts';

const all = prepare<ConfigTables, object>()(db => db.selectFrom('flag').select(['key', 'definition']).orderBy('key'));

/** Definitions by key, as they were at a revision. The changes since then are read after the rows: those that the rows have already are among them. */
async function definitionsAt(queries: Queries, present: ReadonlyMap<string, string>, revision: number): Promise<Map<string, string>> {
  const then = new Map(present);
  for (const { before, key, kind } of netChanges(await queries.allOf(changesBetween, { from: revision, to: Number.MAX_SAFE_INTEGER }))) {
    if (kind !== 'flag') continue;
    if (before === null) then.delete(key);
    else then.set(key, before);
  }
  return new Map([...then].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

export const exportFlags = (queries: Queries): Handlers<typeof configContract>['exportFlags'] => async ({ revision }) => {
  const number = revision === undefined ? undefined : await revisionNumber(readingBy(queries), revision);
  const present = new Map((await queries.allOf(all, {})).map(({ definition, key }) => [key, definition]));
  const shown = number === undefined ? present : await definitionsAt(queries, present, number);
  return { $schema: 'https://flagd.dev/schema/v0/flags.json', flags: Object.fromEntries([...shown].filter(([key]) => !isOwnFlag(key)).map(([key, definition]) => [key, JSON.parse(definition) as unknown])) };
};
