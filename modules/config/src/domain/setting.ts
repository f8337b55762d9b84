import { defineEntity, p } from '@mikro-orm/core';
import type { Layer } from './layer.ts';

const schema = defineEntity({
  name: 'Setting',
  tableName: 'setting',
  properties: {
    key: p.string().primary(),
    environment: p.string().primary(),
    service: p.string().primary(),
    value: p.text(),
    changedIn: p.integer().fieldName('changed_in'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
  },
});

/** The value of a setting in one layer, as JSON text. */
export class Setting extends schema.class {
  static make(key: string, { environment, service }: Layer): Setting {
    const setting = new Setting();
    Object.assign(setting, { key, environment, service });
    return setting;
  }

  set(value: string, revision: number, now: string): void {
    Object.assign(this, { value, changedIn: revision, updatedAt: now });
  }
}
schema.setClass(Setting);
