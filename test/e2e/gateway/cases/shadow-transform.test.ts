import { expect, test } from '@jest/globals';
import type { Behaviour } from '../../../upstreams/behaviour.ts';
import { patience } from '../../served.ts';
import { GatewayBefore } from './gateway-before.ts';
import { growthDuring } from './memory.ts';

const most = 64 * 2 ** 20;
const before = new GatewayBefore('services');

test.each<[string, Behaviour]>([
  ['a gzip bomb', { kind: 'gzip-bomb' }],
  ['1 GiB', { kind: 'large' }],
])('53 %s in the place of an answer to be translated is not kept in memory', async (_, behaviour) => {
  await before.upstream.behave(behaviour, '/syllabus');
  const asked = before.as('reader').get('/api/v2/syllabi/1');
  expect(await growthDuring(before.gateway, asked)).toBeLessThan(most);
  expect(await asked).toMatchObject({ status: 503, body: { error_code: 'UNAVAILABLE' } });
  expect(await before.seen()).toMatchObject([{ method: 'GET', target: '/syllabus/by-id/1' }]);
}, patience);
