import { AuroraError, requireFresh, validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands, Ids } from '@aurora/platform/persistence';
import { configContract, FlagChanged, type Flag as Answer, type FlagDefinition } from '../../contract/index.ts';
import { Flag } from '../domain/flag.ts';
import { requireFreshOrNew } from '../domain/fresh.ts';
import { definitionFaults } from '../flagd/definition-faults.ts';
import type { Revisions } from '../persistence/open-revision.ts';
import { removeFlag } from './change-flags.ts';

type Contract = typeof configContract;

const everywhere = { environment: '', service: '' };

export const putFlag = (commands: Commands, revisions: Revisions, ids: Ids): Handlers<Contract>['putFlag'] => async (input, context) => {
  const faults = await definitionFaults(input.definition);
  if (faults.length > 0) throw validationFailed(faults);
  const id = await ids.next('flag');
  return commands.run(context, 'config.putFlag', input, async unit => {
    const revision = await revisions.open(unit);
    const present = await unit.em.findOne(Flag, { key: input.key });
    requireFreshOrNew(present, input);
    const text = JSON.stringify(input.definition);
    const before = present?.definition ?? null;
    const flag = present ?? Flag.make(id, input.key, unit.now);
    if (before !== text) {
      flag.define(text, revision.number, unit.now);
      unit.em.persist(flag);
      unit.record(FlagChanged, flag, { id: flag.id, key: flag.key, revision: revision.number, state: input.definition.state });
    }
    await revision.close(before === text ? [] : [{ kind: 'flag', key: flag.key, ...everywhere, before, after: text }], input.reason);
    return () => flagAnswer(flag);
  });
};

export const deleteFlag = (commands: Commands, revisions: Revisions): Handlers<Contract>['deleteFlag'] => (input, context) =>
  commands.run(context, 'config.deleteFlag', input, async unit => {
    const revision = await revisions.open(unit);
    const flag = await unit.em.findOne(Flag, { key: input.key });
    if (!flag) throw new AuroraError('NOT_FOUND', `There is no flag ${input.key}.`);
    requireFresh(flag, input);
    await removeFlag(unit, revision, flag);
    await revision.close([{ kind: 'flag', key: flag.key, ...everywhere, before: flag.definition, after: null }], input.reason);
  });

const flagAnswer = (flag: Flag): Answer => ({
  id: flag.id, key: flag.key, definition: JSON.parse(flag.definition) as FlagDefinition,
  changed_in: flag.changedIn, created_at: flag.createdAt, updated_at: flag.updatedAt, version: flag.version,
});
