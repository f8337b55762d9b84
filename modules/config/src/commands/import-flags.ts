import { requireFresh, validationFailed, type Handlers, type InputOf } from '@aurora/kernel';
import type { Commands, Ids, Unit } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { Flag } from '../domain/flag.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { readDocument } from '../flagd/read-document.ts';
import { shownChange, type Change, type Revisions } from '../persistence/open-revision.ts';
import { idsFor, planFlags, storeFlags } from './change-flags.ts';

type Document = InputOf<typeof configContract.operations.importFlags>['document'];

/** The definitions in a document. Throws `VALIDATION_FAILED` with what is wrong with it. */
export async function definitionsIn(document: Document): Promise<ReadonlyMap<string, string>> {
  const { definitions, faults } = await readDocument(document);
  if (faults.length > 0) throw validationFailed(faults);
  return definitions;
}

/** What would have to change for the flags to be as a document has them, and no others if it is to `replace` them. */
export async function planImport(unit: Unit, definitions: ReadonlyMap<string, string>, replace: boolean): Promise<Change[]> {
  const gone = replace ? (await unit.em.findAll(Flag)).map(({ key }) => key).filter(key => !isOwnFlag(key) && !definitions.has(key)) : [];
  return planFlags(unit, new Map([...definitions, ...gone.map(key => [key, null] as const)]));
}

export const importFlags = (commands: Commands, revisions: Revisions, ids: Ids): Handlers<typeof configContract>['importFlags'] => async (input, context) => {
  const definitions = await definitionsIn(input.document);
  const taken = input.dry_run ? new Map<string, number>() : await idsFor(ids, definitions.keys());
  return commands.run(context, 'config.importFlags', input, async unit => {
    const revision = await revisions.open(unit);
    requireFresh(revision.base, input);
    const changes = await planImport(unit, definitions, input.replace);
    if (!input.dry_run) await storeFlags(unit, revision, changes, taken);
    return { revision: await revision.close(input.dry_run ? [] : changes, input.reason), difference: changes.map(shownChange), dry_run: input.dry_run };
  });
};
