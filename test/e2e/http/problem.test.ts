import { expect, test } from '@jest/globals';
import type { Answer, HeaderFields } from '../client.ts';
import { serve } from '../served.ts';

const served = serve({ env: { AURORA_MAX_BODY: '1KiB' } });
const json = { 'content-type': 'application/json' };
const send = (method: string, path: string, body?: unknown, headers: HeaderFields = {}) => (more: HeaderFields): Promise<Answer> =>
  served.as('reader').send(method, path, { headers: { ...headers, ...more }, ...(body === undefined ? {} : { body }) });

const failures: [number, string, (more: HeaderFields) => Promise<Answer>][] = [
  [400, 'MALFORMED_REQUEST', send('GET', '/subjects?q=%zz')], [401, 'UNAUTHENTICATED', more => served.anyone.get('/subjects', more)], [403, 'FORBIDDEN', send('POST', '/subjects', {})],
  [404, 'NOT_FOUND', send('GET', '/subjects/999999')], [404, 'NOT_FOUND', send('GET', '/nowhere')], [404, 'NOT_FOUND', more => served.beside.get('/nowhere', more)], [405, 'METHOD_NOT_ALLOWED', send('DELETE', '/subjects')],
  [413, 'PAYLOAD_TOO_LARGE', more => served.as('editor').post('/subjects', { name: 'x'.repeat(2_000), code: 'x' }, more)], [415, 'UNSUPPORTED_MEDIA_TYPE', more => served.as('editor').post('/subjects', 'x', more)],
  [422, 'VALIDATION_FAILED', more => served.as('editor').post('/subjects', { name: 7 }, more)], [400, 'MALFORMED_REQUEST', more => served.as('editor').post('/subjects', '{', { ...json, ...more })],
];

test.each(failures)('%i %s is a problem document to who asks for one, and the same in our own form to others', async (status, error_code, ask) => {
  const [own, problem] = [await ask({}), await ask({ accept: 'application/problem+json' })] as Answer<Record<string, unknown>>[];
  expect(own).toMatchObject({ status, headers: { 'content-type': 'application/json; charset=utf-8' }, body: { error_code } });
  expect(problem).toMatchObject({
    status, headers: { 'content-type': 'application/problem+json' },
    body: { type: `urn:aurora:error:${error_code.toLowerCase()}`, title: expect.any(String), status, detail: own!.body['error_message'], error_code, details: own!.body['details'], correlation_id: problem!.headers['x-correlation-id'] },
  });
  for (const key of ['error_code', 'error_message', 'correlation_id', 'timestamp', 'service_name', 'details']) expect(Object.keys(problem!.body)).toContain(key);
});
