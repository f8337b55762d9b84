import { AuroraError, validationFailed, type Handlers } from '@aurora/kernel';
import type { Commands, Ids, Unit } from '@aurora/platform/persistence';
import { jsonFault } from '../../contract/json-value.ts';
import { configContract, SettingSchemaChanged, type SettingSchema as Answer } from '../../contract/index.ts';
import { requireFreshOrNew } from '../domain/fresh.ts';
import type { JsonSchemas } from '../domain/json-schemas.ts';
import { shownLayer } from '../domain/layer.ts';
import { Setting } from '../domain/setting.ts';
import { SettingSchema } from '../domain/setting-schema.ts';
import type { Revisions } from '../persistence/open-revision.ts';

export const putSchema = (commands: Commands, revisions: Revisions, ids: Ids, schemas: JsonSchemas): Handlers<typeof configContract>['putSchema'] => async (input, context) => {
  const fault = jsonFault(input.schema);
  const faults = fault ? [{ path: 'schema', ...fault }] : await schemas.schemaFaults(input.schema, 'schema');
  if (faults.length > 0) throw validationFailed(faults);
  const id = await ids.next('setting_schema');
  return commands.run(context, 'config.putSchema', input, async unit => {
    // Schemas are no part of a revision, but values that are being written have to wait for them.
    await (await revisions.open(unit)).close([], undefined);
    const text = JSON.stringify(input.schema);
    const present = await unit.em.findOne(SettingSchema, { key: input.key });
    requireFreshOrNew(present, input);
    await requireFitting(unit, schemas, input.key, text);
    if (input.dry_run) return { ...(present ? schemaAnswer(present) : { id, key: input.key, created_at: unit.now, version: 0 }), schema: input.schema, updated_at: unit.now, version: (present?.version ?? 0) + 1 };
    const schema = present ?? SettingSchema.make(id, input.key, text, unit.now);
    const changed = !present || schema.change(text, unit.now);
    unit.em.persist(schema);
    if (changed) unit.record(SettingSchemaChanged, schema, { id: schema.id, key: schema.key });
    return () => schemaAnswer(schema);
  });
};

/** Refuses a schema that present values do not fit. The values themselves are not told. */
async function requireFitting(unit: Unit, schemas: JsonSchemas, key: string, text: string): Promise<void> {
  const misfits = [];
  for (const setting of await unit.em.find(Setting, { key })) {
    const fields = await schemas.valueFaults(text, JSON.parse(setting.value), 'value');
    if (fields.length > 0) misfits.push({ ...shownLayer(setting), fields });
  }
  if (misfits.length > 0) throw new AuroraError('CONFLICT', `Present values of the setting ${key} do not fit the schema.`, { details: { settings: misfits } });
}

const schemaAnswer = (schema: SettingSchema): Answer => ({
  id: schema.id, key: schema.key, schema: JSON.parse(schema.schema), created_at: schema.createdAt, updated_at: schema.updatedAt, version: schema.version,
});
