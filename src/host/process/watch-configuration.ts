import { setTimeout as wait } from 'node:timers/promises';
import type { PlacementPolicies } from '@aurora/platform/placement';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import { errorFields, type Logger } from '@aurora/platform/telemetry';
import type { ConfigLink } from './config-link.ts';

const flagPrefix = 'placement.';

/** Milliseconds that the config module waits for a change before it answers all the same, and between two tries while it is away. */
const patience = 2_000, pause = 500;

/** What takes over what the config module says. */
export interface Followers {
  readonly policies: PlacementPolicies;
  readonly overrides: PolicyOverrides;
  /** Told of the last revision that changed a flag. */
  readonly flagsChanged: (revision: number) => void;
}

/** Takes over what the config module says of placements and policies, within a second of each change; answers how to end that. */
export function watchConfiguration(config: ConfigLink, { flagsChanged, overrides, policies }: Followers, logger: Logger): () => void {
  const ending = new AbortController();
  let away = false;
  async function follow(): Promise<void> {
    for (let known = -1; !ending.signal.aborted;) {
      try {
        const { flags, flags_revision, revision, settings } = await config.watch({ flags: flagPrefix, settings: 'gateway.', known, wait: patience });
        if (ending.signal.aborted) return;
        if (revision !== known) {
          policies.update(flags.map(({ key, definition }) => ({ module: key.slice(flagPrefix.length), definition })));
          overrides.update(settings);
          flagsChanged(flags_revision);
        }
        known = revision;
        if (away) logger.info({ 'event.action': 'configuration.back' }, 'the config module answers again');
        away = false;
      } catch (error) {
        if (!away) logger.warn({ 'event.action': 'configuration.away', ...errorFields(error) }, 'the config module does not answer; the last known placements hold');
        away = true;
        await wait(pause * (0.5 + Math.random()), undefined, { ref: false, signal: ending.signal }).catch(() => undefined);
      }
    }
  }
  void follow();
  return () => ending.abort();
}
