import { createHash } from 'node:crypto';
import { expect } from '@jest/globals';
import type { Deployment } from './deployment.ts';

/** Every file has its bytes, whole. Holds at any moment, whatever has crashed. */
export async function expectNoFileWithoutBytes(deployment: Deployment): Promise<void> {
  const rows = await deployment.sql<{ sha256: string; storage_path: string; kept: string | null }>(
    'select f.sha256, f.storage_path, c.sha256 as kept from file as f left join content as c on c.path = f.storage_path');
  for (const { kept, sha256, storage_path } of rows) {
    expect(kept).toBe(sha256);
    const bytes = await deployment.bytesAt(storage_path);
    expect(bytes && createHash('sha256').update(bytes).digest('hex')).toBe(sha256);
  }
}

/** Besides, no bytes without a file and no count that is wrong. Holds when nothing runs and everything was collected. */
export async function expectNothingElse(deployment: Deployment): Promise<void> {
  await expectNoFileWithoutBytes(deployment);
  const contents = await deployment.sql<{ path: string; files: number; uploads: number; rows: number }>(
    'select path, files, uploads, (select count(*) from file where storage_path = path) as `rows` from content order by path');
  expect(contents.filter(content => Number(content.files) !== Number(content.rows) || Number(content.files) < 1)).toEqual([]);
  expect(await usageIn(deployment, 'select scope, files, bytes from file_usage')).toEqual(await usageIn(deployment, `
    select 'all' as scope, count(*) as files, sum(file_size) as bytes from file union all
    select concat('of:', owner), count(*), sum(file_size) from file where owner <> '' group by owner`));
  expect(await deployment.stored()).toEqual(contents.map(content => content.path));
}

/** Lets time pass for what crashed uploads have left. */
export async function age(deployment: Deployment): Promise<void> {
  await deployment.sql('update content set awaited_at = ?', new Date(Date.now() - 2 * 3_600_000).toISOString());
}

/** Room that files take, by scope, without those that have none. */
async function usageIn(deployment: Deployment, sql: string): Promise<Record<string, readonly number[]>> {
  const rows = await deployment.sql<{ scope: string; files: number; bytes: number | null }>(sql);
  return Object.fromEntries(rows.filter(({ files }) => Number(files) > 0).map(({ bytes, files, scope }) => [scope, [Number(files), Number(bytes ?? 0)]]));
}
