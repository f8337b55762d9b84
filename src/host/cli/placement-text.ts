import type { PlacementPolicy } from '@aurora/platform/placement';
import { InvalidArgumentError } from 'commander';

const form = /^(header|claim):([^=]+)=(.*):(monolith|service)$/;

/** Reads `monolith`, `service` or `20%` as the percentage of callers on the service. */
export function readShare(text: string): number {
  if (text === 'monolith') return 0;
  return text === 'service' ? 100 : readPercentage(text);
}

export function readPercentage(text: string): number {
  const value = /^\d{1,3}(?:\.\d{1,2})?%$/.test(text) ? Number(text.slice(0, -1)) : NaN;
  if (!(value >= 0 && value <= 100)) throw new InvalidArgumentError('A percentage is a number from 0 to 100 with at most two decimals and a percent sign, as in 20%.');
  return value;
}

/** Reads one more rule, as in `header:x-canary=yes:service`. */
export function readRule(text: string, before: PlacementPolicy['match'] = []): PlacementPolicy['match'] {
  const [, kind, name, value, to] = form.exec(text) ?? [];
  if (kind === undefined) throw new InvalidArgumentError('A rule is header:<name>=<value>:<side> or claim:<name>=<value>:<side>; a side is monolith or service.');
  const rest = { value: value!, to: to as 'monolith' | 'service' };
  return [...before, kind === 'header' ? { header: name!.toLowerCase(), ...rest } : { claim: name!, ...rest }];
}

/** A policy for people, in one line. */
export function describePolicy({ hold, service, match, shadow, writes }: PlacementPolicy): string {
  const share = service === 0 ? 'monolith' : service === 100 ? 'service' : `${service}% service`;
  const rules = match.map(rule => `${'header' in rule ? `header ${rule.header}` : `claim ${rule.claim}`}=${rule.value} to ${rule.to}`);
  return [share, ...rules, ...(shadow > 0 ? [`${shadow}% compared`] : []), ...(writes ? [`writes to ${writes}`] : []), ...(hold ? [`writes wait until ${hold}`] : [])].join(', ');
}
