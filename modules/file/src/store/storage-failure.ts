import { AuroraError } from '@aurora/kernel';

const full = new Set(['ENOSPC', 'EDQUOT']);

export const errorCode = (error: unknown): unknown => (error as { code?: unknown } | null)?.code;

/** An error of the file system as clients are told: only that there is no room. */
export const storageFailure = (error: unknown): unknown =>
  (full.has(errorCode(error) as string) ? new AuroraError('INSUFFICIENT_STORAGE', undefined, { cause: error }) : error);

/** Waits for `work`, where a missing file is as good as one that has been dealt with. */
export async function unlessMissing(work: Promise<unknown>): Promise<void> {
  await work.catch(error => {
    if (errorCode(error) !== 'ENOENT') throw error;
  });
}
