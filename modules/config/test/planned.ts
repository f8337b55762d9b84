import type { configContract, PlannedChange } from '@aurora/config/contract';
import type { Port } from '@aurora/kernel';
import { call, until } from '@aurora/test/running';

export type Config = Port<typeof configContract>;

export const banner = { state: 'ENABLED' as const, variants: { on: true, off: false }, defaultVariant: 'off' };

/** A call by somebody who may change the configuration. */
export const by = (name: string) => call({ principal: { id: `user:${name}`, scopes: new Set(['config:read', 'config:write']) } });

/** A time so many milliseconds ahead. */
export const soon = (ms = 300): string => new Date(Date.now() + ms).toISOString();

/** Far away. */
export const someday = '2999-01-01T00:00:00.000Z';

/** The change once it waits for nothing any more. */
export const settled = (config: Config, id: number): Promise<PlannedChange> => until(async () => {
  const change = await config.getPlannedChange({ id }, call());
  return ['proposed', 'scheduled'].includes(change.state) ? undefined : change;
});

/** The present value of a setting; undefined without one. */
export const valueOf = async (config: Config, key: string): Promise<unknown> => (await config.listSettings({ limit: 100 }, call())).items.find(item => item.key === key)?.value;
