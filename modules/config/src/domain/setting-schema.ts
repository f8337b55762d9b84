import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'SettingSchema',
  tableName: 'setting_schema',
  properties: {
    id: p.integer().primary(),
    key: p.string(),
    schema: p.text(),
    createdAt: p.string().fieldName('created_at'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
  },
});

/** What values of a setting must look like, as the text of a JSON Schema. */
export class SettingSchema extends schema.class {
  static make(id: number, key: string, text: string, now: string): SettingSchema {
    const made = new SettingSchema();
    Object.assign(made, { id, key, schema: text, createdAt: now, updatedAt: now });
    return made;
  }

  /** False if it said the same already. */
  change(text: string, now: string): boolean {
    if (text === this.schema) return false;
    Object.assign(this, { schema: text, updatedAt: now });
    return true;
  }
}
schema.setClass(SettingSchema);
