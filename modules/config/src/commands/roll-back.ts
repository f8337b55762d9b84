import { AuroraError, requireFresh, type FieldError, type Handlers } from '@aurora/kernel';
import type { Commands, Ids, Queries } from '@aurora/platform/persistence';
import { configContract, type FlagDefinition } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { valueFaults } from '../domain/value-faults.ts';
import { definitionFaults } from '../flagd/definition-faults.ts';
import { changesBetween, netChanges, turned } from '../persistence/net-changes.ts';
import { OpenRevision, shownChange, type Change } from '../persistence/open-revision.ts';
import { idsFor, planFlags, storeFlags } from './change-flags.ts';
import { misfits, storeSettings } from './change-settings.ts';

/** What a rollback concerns: the named keys, or all but where modules are. */
const concerns = (keys: readonly string[] | undefined) => ({ key, kind }: Change): boolean => (keys ? keys.includes(key) : kind === 'setting' || !isOwnFlag(key));

async function flagFaults(flags: readonly Change[]): Promise<FieldError[]> {
  const faults: FieldError[] = [];
  for (const { after, key } of flags) {
    if (after === null) continue;
    for (const fault of await definitionFaults(JSON.parse(after) as FlagDefinition)) faults.push({ ...fault, path: `flags.${key}.${fault.path}` });
  }
  return faults;
}

export const rollBack = (commands: Commands, queries: Queries, ids: Ids, schemas: JsonSchemas): Handlers<typeof configContract>['rollBack'] => async (input, context) => {
  const { dry_run, keys, number, reason } = input;
  // Read again in the transaction: here it says for which flags an id may be needed.
  const before = netChanges(await queries.allOf(changesBetween, { from: number, to: Number.MAX_SAFE_INTEGER })).filter(concerns(keys));
  const taken = dry_run ? new Map<string, number>() : await idsFor(ids, before.filter(({ after, kind }) => kind === 'flag' && after === null).map(({ key }) => key));
  return commands.run(context, 'config.rollBack', input, async unit => {
    const revision = await OpenRevision.open(unit);
    requireFresh(revision.base, input);
    if (number > revision.base.version) throw new AuroraError('NOT_FOUND', `There is no revision ${number}.`);
    const changes = netChanges(await unit.transaction.all(changesBetween, { from: number, to: revision.base.version })).filter(concerns(keys)).map(turned);
    const [settings, flags] = [changes.filter(({ kind }) => kind === 'setting'), changes.filter(({ kind }) => kind === 'flag')];
    const values = settings.map(change => ({ key: change.key, value: change.after === null ? null : JSON.parse(change.after) as unknown }));
    const pathOf = (index: number): string => `settings.${values[index]!.key}`;
    const faults = [
      ...values.flatMap(({ key, value }, index) => (value === null ? [] : valueFaults(key, value, pathOf(index)))),
      ...await misfits(unit, schemas, values, pathOf), ...await flagFaults(flags),
    ];
    const difference = changes.map(shownChange);
    if (faults.length > 0) throw new AuroraError('VALIDATION_FAILED', `Revision ${number} has values that are not taken any more.`, { details: { fields: faults, difference } });
    if (dry_run) return { revision: await revision.close([], undefined), difference, dry_run };
    await storeSettings(unit, revision, settings);
    await storeFlags(unit, revision, await planFlags(unit, new Map(flags.map(({ after, key }) => [key, after]))), taken);
    return { revision: await revision.close(changes, reason ?? `Back to revision ${number}`), difference, dry_run };
  });
};
