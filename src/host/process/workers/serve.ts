import cluster from 'node:cluster';
import { once } from 'node:events';
import type { Settings } from '@aurora/platform/settings';
import { describeError } from '../../cli/failure.ts';
import { announcementOf } from '../announce.ts';
import { endOnUncaught } from '../end-on-uncaught.ts';
import { collectWithOneThread, releaseStartMemory } from '../garbage-collection.ts';
import type { Hosting } from '../hosting.ts';
import { startHost } from '../start-host.ts';
import { WorkerLink } from './link.ts';

/** Runs this process's part of a gateway with workers, to its end; the exit code. */
export const serveWorkers = async (settings: Settings, hosting: Hosting): Promise<number> =>
  (cluster.isPrimary ? (await import('./primary.ts')).runWorkers(settings, hosting) : work(settings, hosting));

/** One worker: the primary process is told of its start, tells it to stop, and says the rest. */
async function work(settings: Settings, hosting: Hosting): Promise<number> {
  const link = new WorkerLink();
  collectWithOneThread();
  try {
    const host = await startHost(settings, hosting, link.told, link);
    endOnUncaught(host.logger);
    await link.say({ is: 'ready', announcement: announcementOf(host) });
    releaseStartMemory();
    if (!link.told.aborted) await once(link.told, 'abort');
    await host.stop();
  } catch (error) {
    if (link.told.aborted) return 0;
    await link.say({ is: 'failed', message: describeError(error) });
    return 1;
  }
  return 0;
}
