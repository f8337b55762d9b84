import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** What a process has seen of its burst: how many were let through, and how many it counted by itself. */
export interface Burst {
  readonly passed: number;
  readonly locally: number;
}

/** Bursts of `count` reads each of one user against `limit`, from several processes at once, each with limits of its own on one Redis. */
export async function burstsFrom(processes: number, redisUrl: string, limit: string, name: string, count: number): Promise<Burst[]> {
  const children = Array.from({ length: processes }, () => fork(join(import.meta.dirname, 'burst-process.ts'), [redisUrl, limit, name, String(count)], { execArgv: [] }));
  try {
    await Promise.all(children.map(child => once(child, 'message')));
    const bursts = children.map(async child => {
      const [burst] = await once(child, 'message') as [Burst];
      return burst;
    });
    for (const child of children) child.send('go');
    return await Promise.all(bursts);
  } finally {
    for (const child of children) child.kill('SIGKILL');
  }
}
