import type { LocalIssuer, ServiceTokens } from '@aurora/platform/auth';
import type { PlacementPolicies } from '@aurora/platform/placement';
import type { PolicyOverrides } from '@aurora/platform/resilience';
import type { Settings } from '@aurora/platform/settings';
import type { Logger, Metrics } from '@aurora/platform/telemetry';
import { Discovery } from './discovery.ts';
import type { Hosting } from './hosting.ts';
import { PlacedPorts } from './placed-ports.ts';
import { generalPlacement } from './placement-policies.ts';
import { PortCalls } from '@aurora/platform/ports';
import { Targets } from './targets.ts';
import type { Teardown } from './teardown.ts';

export interface OtherHostsOptions {
  readonly hosting: Hosting;
  readonly settings: Settings;
  readonly issuer: LocalIssuer;
  readonly tokens: ServiceTokens;
  readonly policies: PlacementPolicies;
  readonly overrides: PolicyOverrides;
  readonly logger: Logger;
  readonly metrics: Metrics;
  readonly teardown: Teardown;
}

/** The ways to what other hosts run, and to be found by them. Nothing is asked of anybody yet. */
export interface OtherHosts {
  readonly discovery: Discovery;
  readonly targets: Targets;
  readonly ports: PlacedPorts;
  readonly calls: PortCalls;
}

export function openOtherHosts({ hosting, settings, issuer, tokens, policies, overrides, logger, metrics, teardown }: OtherHostsOptions): OtherHosts {
  const discovery = new Discovery({ settings, setting: hosting.discovery, issuer, logger, configPort: caller => ports.open('config', caller) });
  teardown.add(() => discovery.close());
  const targets = new Targets({
    hosting, registry: discovery.registry, repeated: (target, why) => metrics.retries.inc({ target, why }),
    changed: (target, { id, state, url }) => logger.info({ 'event.action': 'instance.changed', 'labels.target': target, 'labels.instance': id, 'url.full': url, 'labels.state': state }, `an instance of ${target} is ${state}`),
  });
  teardown.add(() => targets.close());
  const calls = new PortCalls(metrics.registry);
  const ports: PlacedPorts = new PlacedPorts({ hosting, calls, tokens, targets, overrides, decide: generalPlacement(policies) });
  return { discovery, targets, ports, calls };
}
