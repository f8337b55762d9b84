import type { PulledRevocations } from '@aurora/platform/auth';
import type { Logger } from '@aurora/platform/telemetry';
import type { ConfigLink } from './config-link.ts';
import type { PlacedPorts } from './placed-ports.ts';
import type { Teardown } from './teardown.ts';
import { watchConfiguration, type Followers } from './watch-configuration.ts';
import { watchRevocations } from './watch-revocations.ts';

export interface FollowOptions extends Followers {
  readonly config: ConfigLink;
  readonly ports: PlacedPorts;
  readonly revocations: PulledRevocations;
  readonly logger: Logger;
  readonly teardown: Teardown;
}

/** Links this process to the config module, wherever that is, and takes over what it says from now on. */
export async function followConfig({ config, ports, revocations, logger, teardown, ...followers }: FollowOptions): Promise<void> {
  const port = await ports.open('config', 'gateway');
  if (port) {
    config.link(port);
    teardown.add(watchConfiguration(config, followers, logger));
  } else logger.warn('no config module is hosted or reached: API keys do not count, revocations are not known, and placements do not change');
  teardown.add(await watchRevocations(revocations, logger));
}
