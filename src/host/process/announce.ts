import type { Logger } from '@aurora/platform/telemetry';
import type { RunningHost } from './start-host.ts';
import type { Announcement } from './workers/messages.ts';

/** What a person wants to know first; a program reads the line `ready` in the log. */
export function announcementOf({ url, operationsUrl, modulesUrl, dataFolder, hosting, locations }: RunningHost): Announcement {
  const here = hosting.hosted.map(entry => entry.name).join(', ') || 'none';
  const elsewhere = [...Object.entries(hosting.services).map(([name, at]) => `${name} at ${at.join(' and ')}`), ...(hosting.monolith ? [`the monolith at ${hosting.monolith.url}`] : [])].join(', ');
  const servers = [...new Set(Object.values(locations).filter(location => location.includes('://')))];
  const banner = [
    `Aurora listens on ${url}${hosting.front ? '/api/v1' : ''} (health and metrics: ${operationsUrl})`,
    `  modules  ${here}${modulesUrl ? ` (for other hosts: ${modulesUrl})` : ''}${elsewhere ? `; ${elsewhere}` : ''}`,
    `  data     ${dataFolder}${servers.length > 0 ? `; ${servers.join(', ')}` : ''}`,
    '  token    npx aurora token --role editor',
    hosting.front ? `  docs     ${url}/docs` : `  docs     ${url}/openapi.json`,
  ].join('\n');
  return { banner, url, modulesUrl };
}

/** Says that the process listens: to people on the terminal, to programs in the log. */
export function announce({ banner, url, modulesUrl }: Announcement, logger: Logger): void {
  if (process.stdout.isTTY || process.env['AURORA_LOG_FORMAT'] === 'text') console.log(banner);
  else for (const line of banner.split('\n')) console.error(line);
  logger.info({ 'event.action': 'host.ready', 'event.duration': Math.round(performance.now() * 1e6), 'url.full': url, 'labels.modules_url': modulesUrl }, 'ready');
}
