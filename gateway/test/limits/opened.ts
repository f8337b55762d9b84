import type { Principal } from '@aurora/kernel';
import { Registry } from 'prom-client';
import { openLimits, type Limits } from '../../limits/index.ts';

/** Limits as a gateway opens them, with their metrics and what they have logged. Dispose of them with `using`. */
export interface Opened extends Disposable {
  readonly limits: Limits;
  readonly registry: Registry;
  /** The actions of the lines logged, in turn. */
  readonly actions: string[];
  /** The lines themselves. */
  readonly log: string[];
  /** The value of a metric, named with its labels as the exposition writes it. */
  metric(name: string): Promise<number | undefined>;
}

export async function opened(limits: readonly string[], redisUrl?: string): Promise<Opened> {
  const registry = new Registry();
  const actions: string[] = [];
  const log: string[] = [];
  const warn = (fields: Record<string, unknown>, message: string) => {
    actions.push(String(fields['event.action']));
    log.push(JSON.stringify({ ...fields, message }));
  };
  const made = await openLimits({ limits, redisUrl, registry, logger: { warn } as never });
  return {
    limits: made, registry, actions, log,
    metric: async name => {
      const line = (await registry.metrics()).split('\n').find(text => text.startsWith(`${name} `));
      return line === undefined ? undefined : Number(line.slice(name.length));
    },
    [Symbol.dispose]: () => made.close(),
  };
}

export const user = (name: string): Principal => ({ id: `user:${name}`, scopes: new Set() });

/** How many of `count` reads, asked all at once, are let through. */
export async function passedOf(limits: Limits, principal: Principal, count: number): Promise<number> {
  const results = await Promise.all(Array.from({ length: count }, async () => (await limits.consume('read', principal, '203.0.113.7'))!));
  return results.filter(result => result.refusal === undefined).length;
}
