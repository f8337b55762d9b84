import type { Operation } from '@aurora/kernel';
import type { Answer } from './answer.ts';
import { bodyDifferences } from './body-differences.ts';
import type { Difference } from './difference.ts';
import { headerDifferences } from './header-differences.ts';
import { ignoredFields } from './ignored-fields.ts';

/** What an error's body says of the one request that it answers. */
const ofTheRequest = ['correlation_id', 'timestamp', 'service_name'];

/**
 * How the shadow's answer to an operation differs from the one that the client got; nothing, if a client could not tell them apart
 * but for what the contract lets be ignored. Where the statuses differ, nothing else is compared.
 */
export async function compare({ ignore }: Pick<Operation, 'ignore'>, primary: Answer, shadow: Answer): Promise<Difference[]> {
  if (primary.status !== shadow.status) return [{ kind: 'status', field: 'status', primary: primary.status, shadow: shadow.status }];
  const ignored = ignoredFields(primary.status < 400 ? ignore : [...ignore, ...ofTheRequest]);
  return [...headerDifferences(primary.headers, shadow.headers), ...await bodyDifferences(primary, shadow, ignored)];
}
