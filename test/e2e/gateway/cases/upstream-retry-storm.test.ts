import { describe, expect, test } from '@jest/globals';
import type { Behaviour, Kind } from '../../../upstreams/behaviour.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

const requests = 50, least = 3;

describe.each<[Behind, string, Behaviour | Kind]>([
  ['services', '/api/v1/subjects', 'reset-before-headers'],
  ['services', '/api/v1/subjects', { kind: 'answer', status: 503 }],
  ['legacy', '/some/page', 'reset-before-headers'],
])('%s %s %j', (behind, path, behaviour) => {
  const before = new GatewayBefore(behind);

  test('38 an upstream that fails everything gets at most a fifth more than was asked for', async () => {
    await before.upstream.behave(behaviour, path.replace('/api/v1', ''));
    const answers = await Promise.all(Array.from({ length: requests }, (_, id) => before.as('reader').get(`${path}/${id}`)));
    expect(answers.map(({ status }) => status).filter(status => status !== 502 && status !== 503)).toEqual([]);
    const hits = (await before.seen()).length;
    expect(hits).toBeGreaterThan(0);
    expect(hits).toBeLessThanOrEqual(1.2 * requests + least);
  });
});
