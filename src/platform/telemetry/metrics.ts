import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

/** What a process measures, for Prometheus to scrape. */
export class Metrics {
  readonly registry = new Registry();
  readonly #requests: Histogram<'operation' | 'status'>;
  /** Requests whose answer has not ended. */
  inFlight = 0;
  readonly errors: Counter<'operation' | 'code'>;
  readonly retries: Counter<'target' | 'why'>;
  readonly fallbacks: Counter<'operation'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
    this.#requests = new Histogram({
      name: 'aurora_request_duration_seconds', help: 'Duration of requests by operation and status.', labelNames: ['operation', 'status'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10], registers: [this.registry],
    });
    this.errors = new Counter({ name: 'aurora_errors_total', help: 'Errors answered, by operation and code.', labelNames: ['operation', 'code'], registers: [this.registry] });
    this.retries = new Counter({ name: 'aurora_retries_total', help: 'Tries made anew at another process, by target and by why the one before was not enough.', labelNames: ['target', 'why'], registers: [this.registry] });
    this.fallbacks = new Counter({ name: 'aurora_fallbacks_total', help: 'Requests of a canary that the service could not answer and the monolith did.', labelNames: ['operation'], registers: [this.registry] });
    const inFlight = (): number => this.inFlight;
    new Gauge({ name: 'aurora_requests_in_flight', help: 'Requests whose answer has not ended.', registers: [this.registry], collect() { this.set(inFlight()); } });
  }

  /** `status` is the number of the answer, or 0 where the client left before it. */
  request(operation: string, status: number, seconds: number): void {
    this.#requests.observe({ operation, status }, seconds);
  }
}
