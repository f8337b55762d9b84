import { expect, test } from '@jest/globals';
import { GatewayBefore } from './gateway-before.ts';

const services = new GatewayBefore('services');
const legacy = new GatewayBefore('legacy');

test('what is well formed reaches both kinds of upstream', async () => {
  expect(await services.as('reader').get('/api/v1/subjects/1')).toMatchObject({ status: 200, body: { method: 'GET', target: '/subjects/1' } });
  expect(await services.seen()).toMatchObject([{ method: 'GET', target: '/subjects/1', end: 'answered' }]);
  expect(await legacy.as('reader').get('/api/v1/subjects/1')).toMatchObject({ status: 200, body: { target: '/api/v1/subjects/1' } });
  expect(await legacy.as(undefined).get('/anything?x=1')).toMatchObject({ status: 200, body: { target: '/anything?x=1' } });
  expect((await legacy.seen()).map(({ target }) => target)).toEqual(['/api/v1/subjects/1', '/anything?x=1']);
});
