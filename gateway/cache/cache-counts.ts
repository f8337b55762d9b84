import { Counter, type Registry } from 'prom-client';

export type CacheResult = 'hit' | 'miss' | 'collapsed' | 'stale' | 'bypass';

/** Answers by operation and where they came from. Counted in plain numbers, which Prometheus is told when it asks: a hit costs no more. */
export class CacheCounts {
  readonly #counts = new Map<string, Record<CacheResult, number>>();

  constructor(registry: Registry) {
    const counts = this.#counts;
    new Counter({
      name: 'aurora_cache_total', help: 'Answers of operations that the gateway may keep, by operation and where they came from.', labelNames: ['operation', 'result'], registers: [registry],
      collect() {
        this.reset();
        for (const [operation, results] of counts) for (const [result, count] of Object.entries(results)) this.inc({ operation, result }, count);
      },
    });
  }

  count(operation: string, result: CacheResult): void {
    let results = this.#counts.get(operation);
    if (!results) this.#counts.set(operation, results = { hit: 0, miss: 0, collapsed: 0, stale: 0, bypass: 0 });
    results[result] += 1;
  }
}
