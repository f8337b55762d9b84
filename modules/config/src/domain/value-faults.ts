import type { FieldError } from '@aurora/kernel';
import { jsonFault } from '../../contract/json-value.ts';
import { approvalSetting } from './approvals.ts';
import { secretInClear } from './secret-in-clear.ts';

/** What keeps a value from being stored, whatever its schema says. */
export function valueFaults(key: string, value: unknown, path: string): FieldError[] {
  const fault = jsonFault(value);
  if (fault) return [{ path, ...fault }];
  if (key === approvalSetting && value !== null && typeof value !== 'boolean') return [{ path, code: 'invalid_type', message: 'must be true or false' }];
  const secret = secretInClear(key, value, path);
  return secret === undefined ? []
    : [{ path: secret, code: 'secret_in_clear', message: 'seems to be a secret: keep it elsewhere and refer to it by env:NAME, file:/path or enc:…' }];
}
