import { requireFresh, validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands, Ids } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import { Flag } from '../domain/flag.ts';
import { isOwnFlag } from '../domain/own-flag.ts';
import { readDocument } from '../flagd/read-document.ts';
import { OpenRevision, shownChange } from '../persistence/open-revision.ts';
import { idsFor, planFlags, storeFlags } from './change-flags.ts';

export const importFlags = (commands: Commands, ids: Ids): Handlers<typeof configContract>['importFlags'] => async (input, context) => {
  const { definitions, faults } = await readDocument(input.document);
  if (faults.length > 0) throw validationFailed(faults);
  const taken = input.dry_run ? new Map<string, number>() : await idsFor(ids, definitions.keys());
  return commands.run(context, 'config.importFlags', input, async unit => {
    const revision = await OpenRevision.open(unit);
    requireFresh(revision.base, input);
    const gone = input.replace ? (await unit.em.findAll(Flag)).map(({ key }) => key).filter(key => !isOwnFlag(key) && !definitions.has(key)) : [];
    const planned = await planFlags(unit, new Map([...definitions, ...gone.map(key => [key, null] as const)]));
    const changes = planned.map(({ change }) => change);
    if (!input.dry_run) await storeFlags(unit, revision, planned, taken);
    return { revision: await revision.close(input.dry_run ? [] : changes, input.reason), difference: changes.map(shownChange), dry_run: input.dry_run };
  });
};
