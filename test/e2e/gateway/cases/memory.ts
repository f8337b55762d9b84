import type { AuroraProcess } from '@aurora/test/running';
import { readSamples, valueOf } from '../../observability/exposition.ts';
import { operationsOf } from '../../observability/operations.ts';

/** Bytes of memory that a process holds. */
export const memoryOf = async (aurora: AuroraProcess): Promise<number> =>
  valueOf(readSamples((await operationsOf(aurora).get<string>('/metrics')).body), 'process_resident_memory_bytes', {});

/** By how many bytes a process grows at most until `work` is done. */
export async function growthDuring(aurora: AuroraProcess, work: Promise<unknown>): Promise<number> {
  const atFirst = await memoryOf(aurora);
  let most = atFirst, working = true;
  const end = () => { working = false; };
  work.then(end, end);
  while (working) most = Math.max(most, await memoryOf(aurora));
  await work;
  return most - atFirst;
}
