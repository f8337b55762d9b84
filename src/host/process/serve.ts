import { once } from 'node:events';
import { readSettings, type Settings } from '@aurora/platform/settings';
import { announce, announcementOf } from './announce.ts';
import { endOnUncaught } from './end-on-uncaught.ts';
import { collectWithOneThread, releaseStartMemory } from './garbage-collection.ts';
import { planHosting, type Hosting } from './hosting.ts';
import { startHost, type RunningHost } from './start-host.ts';
import { told } from './told.ts';

/** Starts the host; undefined if the process is told to stop before it is there. */
async function started(settings: Settings, hosting: Hosting, stop: AbortSignal): Promise<RunningHost | undefined> {
  try {
    return await startHost(settings, hosting, stop);
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}

/** Runs Aurora, or the gateway alone, until the process is told to stop, and ends it then. */
export async function serve({ gatewayAlone = false }: { readonly gatewayAlone?: boolean } = {}): Promise<never> {
  const settings = readSettings(process.env);
  const hosting = planHosting(settings, gatewayAlone);
  if (settings.WORKERS > 1) process.exit(await (await import('./workers/serve.ts')).serveWorkers(settings, hosting));
  const stop = told();
  collectWithOneThread();
  const host = await started(settings, hosting, stop);
  if (!host) process.exit(0);
  const { logger } = host;
  endOnUncaught(logger);
  announce(announcementOf(host), logger);
  releaseStartMemory();
  if (!stop.aborted) await once(stop, 'abort');
  logger.info({ 'event.action': 'host.stop' }, `stopping on ${stop.reason}`);
  await host.stop();
  process.exit(0);
}
