import { AuroraError, validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands } from '@aurora/platform/persistence';
import { configContract } from '../../contract/index.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { describeLayer, layerName, layerOf, shownLayer } from '../domain/layer.ts';
import { shownChange } from '../persistence/open-revision.ts';
import { changeSettings as change, requireStorable } from './change-settings.ts';

type Contract = typeof configContract;

const pathOfValue = () => 'value';

export const putSetting = (commands: Commands, schemas: JsonSchemas): Handlers<Contract>['putSetting'] => async (input, context) => {
  if (input.value === null) throw validationFailed([{ path: 'value', code: 'null', message: 'must not be null; delete the setting instead' }]);
  requireStorable([input], pathOfValue);
  return commands.run(context, 'config.putSetting', input, async unit => {
    const { revision, settingAt } = await change(unit, schemas, [input], pathOfValue, input);
    const { changedIn, updatedAt } = settingAt(input)!;
    const layer = layerOf(input);
    return { key: input.key, value: input.value, layer: layerName(layer), ...shownLayer(layer), changed_in: changedIn, updated_at: updatedAt, revision };
  });
};

export const deleteSetting = (commands: Commands, schemas: JsonSchemas): Handlers<Contract>['deleteSetting'] => (input, context) =>
  commands.run(context, 'config.deleteSetting', input, async unit => {
    const { changes } = await change(unit, schemas, [{ ...input, value: null }], pathOfValue, input);
    if (changes.length === 0) throw new AuroraError('NOT_FOUND', `The setting ${input.key} has no value in this layer (${describeLayer(layerOf(input))}).`);
  });

export const changeSettings = (commands: Commands, schemas: JsonSchemas): Handlers<Contract>['changeSettings'] => async (input, context) => {
  const pathOf = (index: number) => `changes.${index}.value`;
  requireStorable(input.changes, pathOf);
  return commands.run(context, 'config.changeSettings', input, async unit => {
    const { revision, changes } = await change(unit, schemas, input.changes, pathOf, input);
    return { revision, difference: changes.map(shownChange), dry_run: input.dry_run };
  });
};
