import type { Scope } from '@aurora/kernel';
import { defineEntity, p } from '@mikro-orm/core';

const schema = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  properties: {
    id: p.string().primary(),
    name: p.string(),
    hash: p.string(),
    scopes: p.text(),
    createdAt: p.string().fieldName('created_at'),
    createdBy: p.string().fieldName('created_by'),
    expiresAt: p.string().fieldName('expires_at').nullable(),
    revokedAt: p.string().fieldName('revoked_at').nullable(),
    version: p.integer().version(),
  },
});

export interface ApiKeyFields {
  readonly id: string;
  readonly name: string;
  readonly hash: string;
  readonly scopes: readonly Scope[];
  readonly createdBy: string;
  readonly expiresAt: string | null;
}

/** An API key; of the key itself only the hash. Its scopes are JSON text. When it was last used is written past the entity. */
export class ApiKey extends schema.class {
  static make({ scopes, ...fields }: ApiKeyFields, now: string): ApiKey {
    const key = new ApiKey();
    Object.assign(key, { ...fields, scopes: JSON.stringify(scopes), createdAt: now, revokedAt: null });
    return key;
  }

  /** False if it was revoked before. */
  revoke(now: string): boolean {
    if (this.revokedAt != null) return false;
    this.revokedAt = now;
    return true;
  }
}
schema.setClass(ApiKey);
