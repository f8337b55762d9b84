import { expect, test } from '@jest/globals';
import { shadowTogether } from '../../admin/shadow-together.ts';
import { targetsTogether } from '../../admin/targets-together.ts';
import type { TargetStatus } from '../../admin/schemas.ts';

const instance = (id: string, state: TargetStatus['instances'][number]['state'], pending: number, failures: number) => ({ id, url: `http://${id}`, state, pending, failures });

test('Targets of several processes are shown once, with the worst that one of them sees and the sum of what is under way', () => {
  const one: TargetStatus[] = [{ name: 'a@service', breaker: 'closed', calls: 2, instances: [instance('x', 'healthy', 2, 0), instance('y', 'ejected', 0, 5)] }, { name: 'b@service', breaker: 'closed', calls: 0, instances: [] }];
  const other: TargetStatus[] = [{ name: 'a@service', breaker: 'open', calls: 3, instances: [instance('y', 'healthy', 1, 1), instance('x', 'unhealthy', 2, 3), instance('z', 'draining', 0, 0)] }];
  expect(targetsTogether([one, other])).toEqual([
    { name: 'a@service', breaker: 'open', calls: 5, instances: [instance('x', 'unhealthy', 4, 3), instance('y', 'ejected', 1, 5), instance('z', 'draining', 0, 0)] },
    { name: 'b@service', breaker: 'closed', calls: 0, instances: [] },
  ]);
  expect(targetsTogether([[{ ...one[1]!, breaker: 'half-open' }], [one[1]!]])).toEqual([{ ...one[1]!, breaker: 'half-open' }]);
});

test('Comparisons of several processes add up, and the last hundred requests of all are shown, the newest first', () => {
  const request = (second: number) => ({ at: new Date(second * 1000).toISOString(), operation: 'a.get', target: 'GET /a', correlation_id: String(second), primary_side: 'monolith' as const, differences: [], more: 0 });
  const counts = (same: number, different: number) => ({ same, different, unsteady: 0, race: 0, failed: 0, dropped: 0, skipped: 0 });
  const seconds = (from: number) => Array.from({ length: 80 }, (_, index) => request(from - 2 * index));
  const { operations, requests } = shadowTogether('a', [{ module: 'a', operations: { 'a.get': counts(3, 80) }, requests: seconds(1_000) }, { module: 'a', operations: { 'a.get': counts(4, 80), 'a.list': counts(1, 0) }, requests: seconds(1_001) }]);
  expect(operations).toEqual({ 'a.get': counts(7, 160), 'a.list': counts(1, 0) });
  expect(requests.map(({ correlation_id: id }) => Number(id))).toEqual(Array.from({ length: 100 }, (_, index) => 1_001 - index));
});
