import { AuroraError } from '@aurora/kernel';
import { CircuitState, SamplingBreaker } from 'cockatiel';

/** Over how long calls are counted, how many there must be at least, and how long an open breaker waits before a probe, milliseconds. */
const sampling = 10_000, minimum = 20, rest = 2_000;

export type BreakerState = 'closed' | 'open' | 'half-open';

/**
 * Spares a target that fails more than half of its calls: once open, nothing goes there for two seconds, then one probe alone,
 * which closes it or opens it again. Under twenty calls in ten seconds it never opens.
 */
export class Breaker {
  readonly #counts = new SamplingBreaker({ threshold: 0.5, duration: sampling, minimumRps: minimum / (sampling / 1000) });
  #state: BreakerState = 'closed';
  /** Milliseconds since the epoch. */
  #openedAt = 0;

  get state(): BreakerState {
    return this.#state;
  }

  /** Lets a call go, or throws `UNAVAILABLE`. Whoever is let go says at the end how it was; true: it is the probe. */
  admit(): boolean {
    if (this.#state === 'closed') return false;
    if (this.#state === 'half-open' || Date.now() - this.#openedAt < rest) throw open();
    this.#state = 'half-open';
    return true;
  }

  /** Takes in whether a call speaks against the target; undefined where it says nothing of it: then the next one is the probe. */
  ended(probe: boolean, failed: boolean | undefined): void {
    if (failed === undefined) {
      if (probe) this.#state = 'open';
      return;
    }
    const counted = probe ? CircuitState.HalfOpen : CircuitState.Closed;
    if (!failed) {
      this.#counts.success(counted);
      if (probe) this.#state = 'closed';
    } else if (this.#counts.failure(counted) && (probe || this.#state === 'closed')) {
      this.#state = 'open';
      this.#openedAt = Date.now();
    }
  }
}

const open = (): AuroraError => new AuroraError('UNAVAILABLE', 'What should answer has failed too often; it is left alone for a moment.', { retryAfter: rest / 1000 });
