import { once } from 'node:events';
import { readSettings } from '@aurora/platform/settings';
import { errorFields } from '@aurora/platform/telemetry';
import { collectWithOneThread, releaseStartMemory } from './garbage-collection.ts';
import { startHost, type RunningHost } from './start-host.ts';

/** What a person wants to know first; a program reads the line `ready` in the log. */
function banner({ url, operationsUrl, modulesUrl, dataFolder, hosting, locations }: RunningHost): string {
  const here = hosting.hosted.map(entry => entry.name).join(', ') || 'none';
  const elsewhere = [...Object.entries(hosting.services).map(([name, at]) => `${name} at ${at.join(' and ')}`), ...(hosting.monolith ? [`the monolith at ${hosting.monolith.url}`] : [])].join(', ');
  const servers = [...new Set(Object.values(locations).filter(location => location.includes('://')))];
  return [
    `Aurora listens on ${url}${hosting.front ? '/api/v1' : ''} (health and metrics: ${operationsUrl})`,
    `  modules  ${here}${modulesUrl ? ` (for other hosts: ${modulesUrl})` : ''}${elsewhere ? `; ${elsewhere}` : ''}`,
    `  data     ${dataFolder}${servers.length > 0 ? `; ${servers.join(', ')}` : ''}`,
    '  token    npx aurora token --role editor',
    hosting.front ? `  docs     ${url}/docs` : `  docs     ${url}/openapi.json`,
  ].join('\n');
}

/** Aborted when the process is told to stop, for the reason that is the name of the signal. */
function told(): AbortSignal {
  const controller = new AbortController();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => controller.abort(signal));
  return controller.signal;
}

/** Starts the host; undefined if the process is told to stop before it is there. */
async function started(gatewayAlone: boolean, stop: AbortSignal): Promise<RunningHost | undefined> {
  try {
    return await startHost(readSettings(process.env), stop, gatewayAlone);
  } catch (error) {
    if (stop.aborted) return undefined;
    throw error;
  }
}

/** Runs Aurora, or the gateway alone, until the process is told to stop, and ends it then. */
export async function serve({ gatewayAlone = false }: { readonly gatewayAlone?: boolean } = {}): Promise<never> {
  const stop = told();
  collectWithOneThread();
  const host = await started(gatewayAlone, stop);
  if (!host) process.exit(0);
  const { logger } = host;
  process.on('uncaughtException', error => {
    logger.fatal(errorFields(error), 'uncaught exception');
    logger.flush();
    process.exit(1);
  });
  if (process.stdout.isTTY || process.env['AURORA_LOG_FORMAT'] === 'text') console.log(banner(host));
  else for (const line of banner(host).split('\n')) console.error(line);
  logger.info({ 'event.action': 'host.ready', 'event.duration': Math.round(performance.now() * 1e6), 'url.full': host.url, 'labels.modules_url': host.modulesUrl }, 'ready');
  releaseStartMemory();
  if (!stop.aborted) await once(stop, 'abort');
  logger.info({ 'event.action': 'host.stop' }, `stopping on ${stop.reason}`);
  await host.stop();
  process.exit(0);
}
