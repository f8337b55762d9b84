import { AuroraError, requireFresh, validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands, Ids } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { describeLayer, layerName, layerOf, shownLayer } from '../domain/layer.ts';
import { shownChange, type Revisions } from '../persistence/open-revision.ts';
import { idsFor } from './change-flags.ts';
import { changeSettings as change, requireStorable } from './change-settings.ts';
import { newFlags, planWanted, requireWanted, storeChanges } from './whole-change.ts';

type Contract = typeof configContract;

const pathOfValue = () => 'value';

export const putSetting = (commands: Commands, revisions: Revisions, schemas: JsonSchemas): Handlers<Contract>['putSetting'] => async (input, context) => {
  if (input.value === null) throw validationFailed([{ path: 'value', code: 'null', message: 'must not be null; delete the setting instead' }]);
  requireStorable([input], pathOfValue);
  return commands.run(context, 'config.putSetting', input, async unit => {
    const { revision, settingAt } = await change(unit, revisions, schemas, [input], pathOfValue, input);
    const { changedIn, updatedAt } = settingAt(input)!;
    const layer = layerOf(input);
    return { key: input.key, value: input.value, layer: layerName(layer), ...shownLayer(layer), changed_in: changedIn, updated_at: updatedAt, revision };
  });
};

export const deleteSetting = (commands: Commands, revisions: Revisions, schemas: JsonSchemas): Handlers<Contract>['deleteSetting'] => (input, context) =>
  commands.run(context, 'config.deleteSetting', input, async unit => {
    const { changes } = await change(unit, revisions, schemas, [{ ...input, value: null }], pathOfValue, input);
    if (changes.length === 0) throw new AuroraError('NOT_FOUND', `The setting ${input.key} has no value in this layer (${describeLayer(layerOf(input))}).`);
  });

export const changeSettings = (commands: Commands, revisions: Revisions, ids: Ids, schemas: JsonSchemas): Handlers<Contract>['changeSettings'] => async (input, context) => {
  await requireWanted(input);
  const taken = input.dry_run ? new Map<string, number>() : await idsFor(ids, newFlags(input));
  return commands.run(context, 'config.changeSettings', input, async unit => {
    const revision = await revisions.open(unit);
    requireFresh(revision.base, input);
    const changes = await planWanted(unit, schemas, input);
    if (!input.dry_run) await storeChanges(unit, revision, changes, taken);
    return { revision: await revision.close(input.dry_run ? [] : changes, input.reason), difference: changes.map(shownChange), dry_run: input.dry_run };
  });
};
