import { feedRows } from './feed-table.ts';
import { followFileDeletions, followFiles } from './follow-files.ts';
import { followDeletions, followRows } from './follow-table.ts';
import type { Owner } from './ledger.ts';
import { legacyModules, type LegacyModule } from './mapping.ts';
import { noCounts, type Counts, type Parts } from './parts.ts';
import { writerOf } from './placement.ts';
import { findStrays } from './strays.ts';
import { tableMapOf, type TableMap } from './table-map.ts';

/** The table of a module that has one of its own. */
export const tableOf = ({ mapping }: Pick<Parts, 'mapping'>, module: LegacyModule): TableMap | undefined => (module === 'file' ? undefined : tableMapOf(mapping, module));

/** Who owns a module's rows: what is noted must be what the placement says. A switch that was cut off is taken for what the placement says. */
export async function ownerOf(parts: Parts, module: LegacyModule): Promise<Owner> {
  const { ledger } = parts;
  const state = await ledger.state(module);
  const writer = await writerOf(parts, module);
  if (state.intent !== null) await settleOwner(parts, module, writer);
  else if (state.owner !== writer) {
    throw new Error(writer === 'aurora'
      ? `The placement of ${module} sends its writes to Aurora, but they were not switched by this command: send them back with "aurora placement set ${module} monolith", then use --switch ${module}.`
      : `The placement of ${module} sends its writes to the old application, but they were not brought back by this command, and Aurora has what the old tables lack: "aurora placement set ${module} service --writes service", then use --back ${module}.`);
  }
  return writer;
}

/** Notes who owns a module's rows from now on. */
export async function settleOwner({ database, ledger }: Parts, module: LegacyModule, owner: Owner): Promise<void> {
  await database.transaction(async () => {
    const state = await ledger.state(module);
    if (state.owner === 'aurora' && owner === 'legacy') await ledger.reopenStrays(module);
    await ledger.setState({ ...state, owner, intent: null });
  });
}

/** Whether files are named by rows that the old application still writes. */
async function followsFiles(parts: Parts): Promise<boolean> {
  const { file } = parts.mapping;
  const named = (['subject', 'syllabus'] as const).filter(module => tableOf(parts, module)?.table === file?.table);
  const owners = await Promise.all(named.map(module => ownerOf(parts, module)));
  return owners.every(owner => owner === 'legacy');
}

/**
 * Brings both sides together once: what the old application owns to Aurora, each module after those that it refers to, and what Aurora owns
 * to the old tables. With `whole`, all rows are compared. Throws at the first that says nothing of a row.
 */
export async function pass(parts: Parts, modules: readonly LegacyModule[], whole: boolean): Promise<Counts> {
  const { mapping } = parts;
  const counts = noCounts();
  const asked = legacyModules.filter(module => modules.includes(module) && mapping[module]);
  const owners = new Map<LegacyModule, Owner>();
  for (const module of asked) owners.set(module, await ownerOf(parts, module));
  const files = asked.includes('file') && await followsFiles(parts);
  for (const module of asked) {
    const map = tableOf(parts, module);
    if (map && owners.get(module) === 'aurora') {
      await findStrays(parts, map, whole, counts);
      await feedRows(parts, map, counts);
    } else if (map) await followRows(parts, map, whole, counts);
    else if (files) await followFiles(parts, mapping.file!, whole, counts);
  }
  for (const module of asked.toReversed()) {
    const map = tableOf(parts, module);
    if (map && owners.get(module) === 'legacy') await followDeletions(parts, map, counts);
    if (!map && files && whole) await followFileDeletions(parts, mapping.file!, counts);
  }
  if (whole) for (const module of asked) await noteCopied(parts, module);
  return counts;
}

async function noteCopied({ ledger }: Parts, module: LegacyModule): Promise<void> {
  const state = await ledger.state(module);
  if (state.copied_at === null) await ledger.setState({ ...state, copied_at: new Date().toISOString() });
}
