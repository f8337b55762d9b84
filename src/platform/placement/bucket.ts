import { hash } from 'node:crypto';
import type { Principal } from '@aurora/kernel';

/** Where `key` lies between 0 and 100, evenly spread, the same in every process and otherwise for every module. */
export const bucketOf = (module: string, key: string): number => Number.parseInt(hash('sha256', `${module}\0${key}`).slice(0, 12), 16) / 2 ** 48 * 100;

const known = new WeakMap<Principal, Map<string, number>>();

/** The same for a principal's id, worked out once for each credential. */
export function bucketOfPrincipal(module: string, principal: Principal): number {
  let buckets = known.get(principal);
  if (!buckets) known.set(principal, buckets = new Map());
  let bucket = buckets.get(module);
  if (bucket === undefined) buckets.set(module, bucket = bucketOf(module, principal.id));
  return bucket;
}
