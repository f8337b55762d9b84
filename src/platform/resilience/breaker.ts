import { AuroraError } from '@aurora/kernel';
import { BrokenCircuitError, circuitBreaker, CircuitState, handleWhenResult, SamplingBreaker, type CircuitBreakerPolicy } from 'cockatiel';

/** Over how long calls are counted, how many there must be at least, and how long an open breaker waits before a probe, milliseconds. */
const sampling = 10_000, minimum = 20, rest = 2_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

const names: Readonly<Record<CircuitState, BreakerState>> = {
  [CircuitState.Closed]: 'closed', [CircuitState.Open]: 'open', [CircuitState.HalfOpen]: 'half-open', [CircuitState.Isolated]: 'open',
};

/** A call that has ended, and whether it speaks against the one that was called. */
export interface Sample {
  readonly failed: boolean;
}

/**
 * Spares a target that fails more than half of its calls: once open, nothing goes there for two seconds, then one probe alone,
 * which closes it or opens it again. Under twenty calls in ten seconds it never opens. A call that throws is no sample.
 */
export class Breaker {
  readonly #policy: CircuitBreakerPolicy;

  constructor() {
    const sampled = handleWhenResult(result => (result as Sample).failed);
    this.#policy = circuitBreaker(sampled, { halfOpenAfter: rest, breaker: new SamplingBreaker({ threshold: 0.5, duration: sampling, minimumRps: minimum / (sampling / 1000) }) });
  }

  get state(): BreakerState {
    return names[this.#policy.state];
  }

  /** Calls, or rejects at once with `UNAVAILABLE` while the breaker is open. */
  async call<S extends Sample>(work: () => Promise<S>): Promise<S> {
    // Cockatiel lets others wait for the probe; they would have to wait for all of its deadline.
    if (this.#policy.state === CircuitState.HalfOpen) throw open();
    try {
      return await this.#policy.execute(work);
    } catch (error) {
      throw error instanceof BrokenCircuitError ? open() : error;
    }
  }
}

const open = (): AuroraError => new AuroraError('UNAVAILABLE', 'What should answer has failed too often; it is left alone for a moment.', { retryAfter: rest / 1000 });
