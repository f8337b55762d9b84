import { AuroraError } from '@aurora/kernel';
import { prepare, type Ids, type Unit } from '@aurora/platform/persistence';
import { FlagChanged, FlagDeleted, type FlagDefinition } from '../../contract/index.ts';
import { Flag } from '../domain/flag.ts';
import type { Change, OpenRevision } from '../persistence/open-revision.ts';
import type { ConfigTables } from '../persistence/tables.ts';

const everywhere = { environment: '', service: '' };

/** Flags and what is to become of them; null deletes one. */
export type WantedFlags = ReadonlyMap<string, string | null>;

/** An id for each key that may come to be a flag. Taken before the transaction. */
export async function idsFor(ids: Ids, keys: Iterable<string>): Promise<ReadonlyMap<string, number>> {
  const taken = new Map<string, number>();
  for (const key of keys) taken.set(key, await ids.next('flag'));
  return taken;
}

/** What would have to change for the flags to be as they are wanted. */
export async function planFlags(unit: Unit, wanted: WantedFlags): Promise<Change[]> {
  const present = await flagsOf(unit, wanted.keys());
  return [...wanted].map(([key, after]): Change => ({ kind: 'flag', key, ...everywhere, before: present.get(key)?.definition ?? null, after })).filter(({ after, before }) => before !== after);
}

async function flagsOf(unit: Unit, keys: Iterable<string>): Promise<ReadonlyMap<string, Flag>> {
  const rows = await unit.em.find(Flag, { key: { $in: [...keys] } });
  return new Map(rows.map(flag => [flag.key, flag]));
}

const forget = prepare<ConfigTables, { key: string }>()((db, { key }) => db.deleteFrom('flag_use').where('key', '=', key));

/** Deletes a flag, as part of the revision. */
export async function removeFlag(unit: Unit, revision: OpenRevision, flag: Flag): Promise<void> {
  unit.em.remove(flag);
  unit.record(FlagDeleted, flag, { id: flag.id, key: flag.key, revision: revision.number });
  await unit.transaction.execute(forget, { key: flag.key });
}

/** Makes the changes, as part of the revision. Throws `CONFLICT` where a flag has gone meanwhile that no id was taken for. */
export async function storeFlags(unit: Unit, revision: OpenRevision, changes: readonly Change[], ids: ReadonlyMap<string, number>): Promise<void> {
  const flags = await flagsOf(unit, changes.map(({ key }) => key));
  for (const { after, key } of changes) {
    const present = flags.get(key);
    if (after === null) {
      await removeFlag(unit, revision, present!);
      continue;
    }
    const id = present?.id ?? ids.get(key);
    if (id === undefined) throw new AuroraError('CONFLICT', `The flag ${key} was deleted meanwhile; try again.`);
    const flag = present ?? Flag.make(id, key, unit.now);
    flag.define(after, revision.number, unit.now);
    unit.em.persist(flag);
    unit.record(FlagChanged, flag, { id, key, revision: revision.number, state: (JSON.parse(after) as FlagDefinition).state });
  }
}
