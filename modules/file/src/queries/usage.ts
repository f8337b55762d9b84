import type { Handlers } from '@aurora/kernel';
import type { Queries } from '@aurora/platform/persistence';
import type { Settings } from '@aurora/platform/settings';
import type { fileContract } from '../../contract/index.ts';
import { scopeOf, usageOf } from '../persistence/usage.ts';

export const usage = (queries: Queries, settings: Settings): Handlers<typeof fileContract>['usage'] => async (_, { principal }) => {
  const row = await queries.firstOf(usageOf, { scope: scopeOf(principal.id) });
  return { files: Number(row?.files ?? 0), bytes: Number(row?.bytes ?? 0), quota: settings.FILE_QUOTA ?? null };
};
