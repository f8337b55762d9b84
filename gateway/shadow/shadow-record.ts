import { Counter, type Registry } from 'prom-client';
import type { Difference } from './difference.ts';
import { FieldLabels } from './field-labels.ts';
import { masked, maskedPath } from './mask.ts';
import { shadowResults, type ShadowResult, type ShadowTask } from './shadow-task.ts';

/** Requests with differences that are kept of each module. */
const kept = 100;
/** Differences that are kept of each of those. */
const keptOfOne = 10;

/** A difference with each side's value, as people may see it; a side without the field has no value. */
export interface ShownDifference {
  readonly kind: Difference['kind'];
  readonly field: string;
  readonly monolith?: unknown;
  readonly service?: unknown;
}

/** A request that both sides answered differently, twice. */
export interface DifferingRequest {
  readonly at: string;
  readonly operation: string;
  readonly target: string;
  readonly correlation_id: string;
  /** Which side answered the client. */
  readonly primary_side: ShadowTask['primarySide'];
  readonly differences: readonly ShownDifference[];
  /** Differences beyond those shown. */
  readonly more: number;
}

/** What `GET /admin/shadow/{module}` answers. */
export interface ShadowReport {
  readonly module: string;
  /** Requests by operation (`subject.get`) and what became of them, since the start or the last clearing. */
  readonly operations: Readonly<Record<string, Readonly<Record<ShadowResult, number>>>>;
  /** The newest first. */
  readonly requests: readonly DifferingRequest[];
}

interface ModuleRecord {
  readonly operations: Map<string, Record<ShadowResult, number>>;
  readonly requests: DifferingRequest[];
}

const moduleOf = (operation: string): string => operation.slice(0, operation.indexOf('.'));

function shown({ primarySide }: ShadowTask, { kind, field, primary, shadow }: Difference): ShownDifference {
  const [one, other] = [masked(field, primary), masked(field, shadow)];
  return { kind, field: maskedPath(field), monolith: primarySide === 'monolith' ? one : other, service: primarySide === 'monolith' ? other : one };
}

/** What is known of the comparisons: totals, the last differences of each module, and metrics. */
export class ShadowRecord {
  readonly #modules = new Map<string, ModuleRecord>();
  readonly #labels = new FieldLabels();
  readonly #results: Counter<'operation' | 'result'>;
  readonly #fields: Counter<'operation' | 'field'>;

  constructor(registry: Registry) {
    this.#results = new Counter({ name: 'aurora_shadow_total', help: 'Reads repeated on the other side, by operation and result.', labelNames: ['operation', 'result'], registers: [registry] });
    this.#fields = new Counter({ name: 'aurora_shadow_differences_total', help: 'Differences between both sides, by operation and field.', labelNames: ['operation', 'field'], registers: [registry] });
  }

  count(operation: string, result: ShadowResult): void {
    this.#results.inc({ operation, result });
    const { operations } = this.#module(moduleOf(operation));
    const totals = operations.get(operation) ?? Object.fromEntries(shadowResults.map(name => [name, 0])) as Record<ShadowResult, number>;
    totals[result] += 1;
    operations.set(operation, totals);
  }

  /** Keeps the differences, masked, and answers what it has kept. */
  keep(task: ShadowTask, differences: readonly Difference[]): DifferingRequest {
    const { operation, correlationId, primarySide, target } = task;
    for (const { field } of differences) this.#fields.inc({ operation, field: this.#labels.of(operation, field) });
    const request: DifferingRequest = {
      at: new Date().toISOString(), operation, target: maskedPath(target), correlation_id: correlationId, primary_side: primarySide,
      differences: differences.slice(0, keptOfOne).map(difference => shown(task, difference)), more: Math.max(0, differences.length - keptOfOne),
    };
    const { requests } = this.#module(moduleOf(operation));
    requests.unshift(request);
    requests.length = Math.min(requests.length, kept);
    return request;
  }

  report(module: string): ShadowReport {
    const record = this.#modules.get(module);
    return { module, operations: Object.fromEntries(record?.operations ?? []), requests: record?.requests ?? [] };
  }

  clear(module: string): void {
    this.#modules.delete(module);
  }

  #module(module: string): ModuleRecord {
    const known = this.#modules.get(module) ?? { operations: new Map(), requests: [] };
    this.#modules.set(module, known);
    return known;
  }
}
