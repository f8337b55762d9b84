import { describe, expect, test } from '@jest/globals';
import { headerOf } from '../../../upstreams/behaviour.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

const subject = { name: 'Algebra' };

describe('services', () => {
  const services = new GatewayBefore('services');

  test('34 a read whose connection is reset before the answer is made once more', async () => {
    await services.upstream.behave(['reset-before-headers', 'answer'], '/subjects');
    expect(await services.as('reader').get('/api/v1/subjects/1')).toMatchObject({ status: 200, body: { method: 'GET', target: '/subjects/1' } });
    expect(await services.seen()).toMatchObject([{ target: '/subjects/1', end: 'broken' }, { target: '/subjects/1', end: 'answered' }]);
  });

  test('34 a command of a contract is repeated under its command id', async () => {
    await services.upstream.behave(['reset-before-headers', { kind: 'answer', status: 201 }], '/subjects');
    expect(await services.as('editor').post('/api/v1/subjects', subject)).toMatchObject({ status: 201 });
    const seen = await services.seen();
    const sent = { method: 'POST', target: '/subjects', body: JSON.stringify(subject), complete: true };
    expect(seen).toMatchObject([{ ...sent, end: 'broken' }, { ...sent, end: 'answered' }]);
    const [first, second] = seen.map(request => headerOf(request, 'aurora-command-id'));
    expect(first).toMatch(/^[\w-]{16,}$/);
    expect(second).toBe(first);
  });
});

describe('legacy', () => {
  const legacy = new GatewayBefore('legacy');

  // One is nobody's, the other a module's that is not taken over yet.
  const paths = ['/some/page', '/api/v1/subjects'];

  test.each(paths)('34 a read (%s) whose connection is reset before the answer is made once more', async path => {
    await legacy.upstream.behave(['reset-before-headers', 'answer'], path);
    expect(await legacy.as('reader').get(path)).toMatchObject({ status: 200, body: { method: 'GET', target: path } });
    expect(await legacy.seen()).toMatchObject([{ target: path, end: 'broken' }, { target: path, end: 'answered' }]);
  });

  test.each(paths)('34 a write that is only passed through (%s) is 502 after one hit', async path => {
    await legacy.upstream.behave(['reset-before-headers', 'answer'], path);
    expect(await legacy.as('editor').post(path, subject)).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY' } });
    expect(await legacy.seen()).toMatchObject([{ method: 'POST', end: 'broken' }]);
  });
});

describe.each<[Behind, string]>([['services', '/api/v1/subjects'], ['legacy', '/some/page'], ['legacy', '/api/v1/subjects']])('%s %s', (behind, path) => {
  const before = new GatewayBefore(behind);

  test('35 a read goes through where a kept connection is reset at its next request', async () => {
    await before.upstream.behave('stale', path.replace('/api/v1', ''));
    await before.upstream.behave('stale', path);
    for (const id of [1, 2]) expect(await before.as('reader').get(`${path}/${id}`)).toMatchObject({ status: 200 });
    expect((await before.seen()).filter(({ end }) => end === 'answered')).toHaveLength(2);
  });
});
