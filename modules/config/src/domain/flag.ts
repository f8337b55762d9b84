import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'Flag',
  tableName: 'flag',
  properties: {
    id: p.integer().primary(),
    key: p.string(),
    definition: p.text(),
    changedIn: p.integer().fieldName('changed_in'),
    createdAt: p.string().fieldName('created_at'),
    updatedAt: p.string().fieldName('updated_at'),
    version: p.integer().version(),
  },
});

/** A feature flag, its definition as JSON text. A flag deleted and defined again is another one, with another id. */
export class Flag extends schema.class {
  static make(id: number, key: string, now: string): Flag {
    const flag = new Flag();
    Object.assign(flag, { id, key, createdAt: now });
    return flag;
  }

  define(definition: string, revision: number, now: string): void {
    Object.assign(this, { definition, changedIn: revision, updatedAt: now });
  }
}
schema.setClass(Flag);
