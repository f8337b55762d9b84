import { AuroraError } from '@aurora/kernel';
import type { Admitted } from '@aurora/platform/http';
import type { PlacementPolicies } from '@aurora/platform/placement';

/** Milliseconds that a write waits at most. */
const patience = 5_000;

/** Milliseconds of a request's time that are left to answer that it has waited in vain. */
const reserve = 250;

const holdOf = (policies: PlacementPolicies, module: string): number => {
  const { hold } = policies.of(module);
  return hold === undefined ? 0 : Date.parse(hold);
};

/** Lets writes of a module wait while its placement holds them, before it is decided where they go. */
export class WriteGate {
  readonly #policies: PlacementPolicies;

  constructor(policies: PlacementPolicies) {
    this.#policies = policies;
  }

  /** Undefined where nothing is held. Rejects with `UNAVAILABLE` after five seconds, or sooner where the request's deadline comes sooner. */
  pass({ deadline, match: { route } }: Admitted): Promise<void> | undefined {
    return route.operation.kind === 'command' && holdOf(this.#policies, route.module) > Date.now() ? this.#wait(route.module, Math.min(deadline - reserve, Date.now() + patience)) : undefined;
  }

  async #wait(module: string, until: number): Promise<void> {
    for (;;) {
      const now = Date.now(), hold = holdOf(this.#policies, module);
      if (hold <= now) return;
      if (until <= now) throw new AuroraError('UNAVAILABLE', 'Writes wait for a moment: what they change is being moved.', { retryAfter: 1 });
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, Math.max(1, Math.min(hold, until) - now));
      await Promise.race([this.#policies.whenChanged(), promise]);
      clearTimeout(timer);
    }
  }
}
