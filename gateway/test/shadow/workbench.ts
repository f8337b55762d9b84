import type { Operation } from '@aurora/kernel';
import { Registry } from 'prom-client';
import { contractOf } from '@aurora/test/running';
import { Shadow, type Answer, type DifferingRequest, type ShadowOptions, type ShadowTask } from '../../shadow/index.ts';
import { json } from './json.ts';

const { operations: { get } } = await contractOf('subject');
/** A read that may be compared. */
export const operation: Operation = { ...get as unknown as Operation, ignore: ['seen_at'] };

export const task = (shadow: ShadowTask['shadow'], more: Partial<ShadowTask> = {}): ShadowTask => ({
  operation: 'thing.get', contract: operation, primarySide: 'monolith', correlationId: 'c-1', target: 'GET /api/v1/things/1', primary: json({ name: 'one' }), shadow, ...more,
});

export const answering = (answer: Answer) => async (): Promise<Answer> => answer;

/** A shadow, what it has told of, and its metrics. */
export function workbench(options: Partial<ShadowOptions> = {}) {
  const registry = new Registry();
  const told: DifferingRequest[] = [];
  const shadow = new Shadow({ capacity: 2, queue: 10, deadline: 5_000, registry, calm: () => true, different: request => told.push(request), ...options });
  return {
    shadow, told,
    totals: (label = 'thing.get') => shadow.report('thing').operations[label],
    /** Lines of the exposition that are about `metric`. */
    metric: async (metric: string): Promise<string[]> => (await registry.metrics()).split('\n').filter(line => line.startsWith(`${metric}{`)),
  };
}
