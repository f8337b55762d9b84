import { expect, test } from '@jest/globals';
import { requestClassOf } from '@aurora/kernel';
import { parseLimits } from '../../limits/limit.ts';

test('Limits are so many requests in so many seconds, one of each class.', () => {
  expect([...parseLimits(['read=6000/1m', 'write=5/10s', 'upload=100/24h', 'failed=300/2d']).values()]).toEqual([
    { name: 'read', requests: 6000, window: 60 }, { name: 'write', requests: 5, window: 10 }, { name: 'upload', requests: 100, window: 86_400 }, { name: 'failed', requests: 300, window: 172_800 },
  ]);
});

test.each([
  [['read=1/25d'], 'AURORA_RATE_LIMITS takes windows of at most 24d, not "read=1/25d".'],
  [['read=1/1m', 'read=9/1d'], 'AURORA_RATE_LIMITS takes one limit of a class, not two for read.'],
  [['other=1/1m'], 'AURORA_RATE_LIMITS must hold limits such as read=6000/1m, not "other=1/1m".'],
  [['read=1/1y'], 'AURORA_RATE_LIMITS must hold limits such as read=6000/1m, not "read=1/1y".'],
])('%j is refused at the start.', (entries, message) => {
  expect(() => parseLimits(entries)).toThrow(message);
});

test('Queries are reads, commands are writes, and those that carry bytes are uploads.', () => {
  expect([requestClassOf({ kind: 'query', body: 'none' }), requestClassOf({ kind: 'query', body: 'json' }), requestClassOf({ kind: 'command', body: 'json' }), requestClassOf({ kind: 'command', body: 'none' }), requestClassOf({ kind: 'command', body: 'stream' })])
    .toEqual(['read', 'read', 'write', 'write', 'upload']);
});
