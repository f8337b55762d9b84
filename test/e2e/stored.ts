import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Deployment } from '@aurora/test/running';

/** The files that the store of an embedded deployment holds, whole or halfway. */
export async function stored({ dataDir }: Deployment): Promise<string[]> {
  const entries = await readdir(join(dataDir, 'files'), { recursive: true, withFileTypes: true });
  return entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name)).toSorted();
}
