import cluster from 'node:cluster';
import { memoryCounters } from '@aurora/gateway/limits';
import type { Settings } from '@aurora/platform/settings';
import { createLogger } from '@aurora/platform/telemetry';
import { announce } from '../announce.ts';
import { openDataFolder } from '../data-folder.ts';
import type { Hosting } from '../hosting.ts';
import { Teardown } from '../teardown.ts';
import { told } from '../told.ts';
import { WorkerDesk } from './desk.ts';

/** Milliseconds beyond the time for requests in flight that a worker may take to end. */
const grace = 5_000;

/**
 * Runs a gateway in several processes that share its ports until this one is told to stop; the exit code then. This process takes no
 * request: it starts the workers, replaces those that die, and passes on what it is told. Rejects with a `StartError` where they cannot start.
 */
export async function runWorkers(settings: Settings, { service }: Hosting): Promise<number> {
  const stop = told();
  const teardown = new Teardown();
  try {
    // It is held here for all workers, which end with this process.
    const folder = openDataFolder(settings.DATA_DIR, settings.DEPLOYMENT);
    teardown.add(() => folder.release());
    const logger = await createLogger({ level: settings.LOG_LEVEL, format: settings.LOG_FORMAT, service, shared: true });
    teardown.add(() => logger.flush());
    // Whatever the environment says: every other way leaves it to chance which worker has how many connections.
    cluster.schedulingPolicy = cluster.SCHED_RR;
    const { pool } = new WorkerDesk({ logger, service, counters: memoryCounters(settings.RATE_LIMITS) });
    const ended = async (): Promise<boolean> => pool.stop(String(stop.reason ?? 'SIGTERM'), settings.SHUTDOWN_TIMEOUT + grace);
    const stopped = new Promise<'stopped'>(resolve => {
      if (stop.aborted) resolve('stopped');
      stop.addEventListener('abort', () => resolve('stopped'), { once: true });
    });
    try {
      const announcement = await Promise.race([pool.start(settings.WORKERS), stopped]);
      if (announcement !== 'stopped') {
        announce(announcement, logger);
        await Promise.race([stopped, pool.hopeless]);
        logger.info({ 'event.action': 'host.stop' }, `stopping on ${stop.reason}`);
      }
    } catch (error) {
      await ended();
      throw error;
    }
    return await ended() ? 0 : 1;
  } finally {
    await teardown.run();
  }
}
