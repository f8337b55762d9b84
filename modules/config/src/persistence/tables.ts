import type { PlannedChange } from '../../contract/index.ts';

export type PlannedState = PlannedChange['state'];

/** Rows of the module's tables; times are RFC 3339 text, what may be any JSON is its text, and `''` is no environment or service. */
export interface ConfigTables {
  /** One row: the numbers that writers take in turn. */
  readonly configuration: { id: number; revision: number; settings_version: number; last_revocation: number };
  readonly revision: { number: number; author: string; reason: string | null; created_at: string };
  readonly revision_change: {
    revision: number; place: number; kind: 'setting' | 'flag'; key: string; environment: string; service: string; before: string | null; after: string | null;
  };
  readonly revision_tag: { name: string; revision: number; created_by: string; created_at: string };
  /** `changes` is the JSON text of a list of `Change`; `failure` that of what is shown of an error. `due_at` is null for what takes effect once it is approved. */
  readonly planned_change: {
    id: number; state: PlannedState; author: string; reason: string | null; due_at: string | null; base: number; changes: string; digest: string;
    needs_approval: number; approved_by: string | null; approved_at: string | null; approved_digest: string | null; expires_at: string | null;
    revision: number | null; failure: string | null; ended_by: string | null; ended_reason: string | null; ended_at: string | null; created_at: string;
  };
  readonly setting: { key: string; environment: string; service: string; value: string; changed_in: number; updated_at: string; version: number };
  readonly setting_schema: { id: number; key: string; schema: string; created_at: string; updated_at: string; version: number };
  readonly flag: { id: number; key: string; definition: string; changed_in: number; created_at: string; updated_at: string; version: number };
  readonly flag_use: { key: string; evaluated_at: string | null; delivered_at: string | null };
  readonly api_key: {
    id: string; name: string; hash: string; scopes: string; created_at: string; created_by: string;
    last_used_at: string | null; expires_at: string | null; revoked_at: string | null; version: number;
  };
  readonly revocation: {
    position: number; jti: string | null; subject: string | null; issued_until: string | null; expires_at: string | null;
    reason: string | null; created_at: string; created_by: string;
  };
  readonly registered_instance: { module: string; id: string; record: string; expires_at: string };
  readonly extraction: { module: string; state: string | null; holder: string | null; held_until: string | null; changed_at: string; changed_by: string };
}

export const configTables = {
  configuration: 'dirty-key', revision: 'append-only', revision_change: 'append-only', revision_tag: 'dirty-key', planned_change: 'dirty-key', setting: 'dirty-key', setting_schema: 'evented', flag: 'evented', flag_use: 'dirty-key',
  api_key: 'dirty-key', revocation: 'dirty-key', registered_instance: 'local', extraction: 'dirty-key',
} as const;
