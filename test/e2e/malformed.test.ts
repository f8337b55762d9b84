import { describe, expect, test } from '@jest/globals';
import { ambiguousRequests, malformedHosts } from './ambiguous-requests.ts';
import { RawConnection } from './raw.ts';
import { serve } from './served.ts';

const served = serve({ env: { AURORA_HOSTS: 'aurora.test,Syllabi.Example.edu:8443', AURORA_MAX_BODY: '64KiB' } });
const host = 'Host: aurora.test\r\n';
const bearer = () => `Authorization: Bearer ${served.token('editor')}\r\n`;
const json = 'Content-Type: application/json\r\n';
/** A second request that must never be answered. */
const smuggled = `GET /health/live HTTP/1.1\r\n${host}\r\n`;

/** The one answer to `bytes`, after which the connection must be closed. */
async function lastAnswer(bytes: string) {
  using connection = await RawConnection.open(served.origin);
  await connection.write(bytes);
  const answer = await connection.answer();
  await connection.closed();
  expect(connection.rest).toBe('');
  return answer;
}

const refused = (status: number, error_code: string) => ({
  status, headers: { connection: 'close', 'content-type': 'application/json; charset=utf-8', 'x-correlation-id': expect.stringMatching(/^[\w-]+$/) },
  body: { error_code, error_message: expect.any(String), correlation_id: expect.any(String), timestamp: expect.any(String), service_name: 'gateway', details: expect.any(Object) },
});
const malformed = refused(400, 'MALFORMED_REQUEST');
const post = (headers: string, body: string) => `POST /api/v1/subjects HTTP/1.1\r\n${host}${bearer()}${json}${headers}\r\n${body}`;

describe('what two servers could read in two ways is 400, and the connection ends', () => {
  test.each(ambiguousRequests(() => '', host).map(([what]) => what))('%s', async what => {
    const [, bytes] = ambiguousRequests(post, host).find(([known]) => known === what)!;
    expect(await lastAnswer(bytes + smuggled)).toMatchObject(malformed);
  });

  test.each(malformedHosts)('the Host %j', async given => {
    expect(await lastAnswer(`GET /health/live HTTP/1.1\r\nHost: ${given}\r\n\r\n${smuggled}`)).toMatchObject(malformed);
  });

  test('two credentials', async () => {
    const two = [bearer() + bearer(), `${bearer()}X-API-Key: aurora_x\r\n`, 'X-API-Key: a\r\nx-api-key: b\r\n'];
    for (const headers of two) expect(await lastAnswer(`GET /api/v1/subjects HTTP/1.1\r\n${host}${headers}Connection: close\r\n\r\n`)).toMatchObject(malformed);
  });
});

describe('a Host', () => {
  test.each(['other.test', 'aurora.test.other', '127.0.0.1'])('that is not served is 421: %s', async given => {
    expect(await lastAnswer(`GET /health/live HTTP/1.1\r\nHost: ${given}\r\n\r\n${smuggled}`)).toMatchObject(refused(421, 'MISDIRECTED_REQUEST'));
  });

  test.each(['aurora.test', 'AURORA.test:1234', 'syllabi.example.edu:8443'])('that is served may be written so: %s', async given => {
    expect(await lastAnswer(`GET /health/live HTTP/1.1\r\nHost: ${given}\r\nConnection: close\r\n\r\n`)).toMatchObject({ status: 200 });
  });

  test('stands in the target as well, as proxies write it', async () => {
    expect(await lastAnswer(`GET http://Aurora.test/api/v1/subjects?limit=1 HTTP/1.1\r\n${host}${bearer()}Connection: close\r\n\r\n`)).toMatchObject({ status: 200, body: { items: [] } });
  });

  test('is not asked of HTTP/1.0', async () => {
    expect(await lastAnswer('GET /health/live HTTP/1.0\r\n\r\n')).toMatchObject({ status: 200 });
  });
});

describe('a method that is never taken', () => {
  test.each([`TRACE /api/v1/subjects HTTP/1.1\r\n${host}\r\n`, `CONNECT aurora.test:443 HTTP/1.1\r\n${host}\r\n`])('is 405: %j', async bytes => {
    const answer = await lastAnswer(bytes + smuggled);
    expect(answer).toMatchObject(refused(405, 'METHOD_NOT_ALLOWED'));
    expect(answer.headers['allow']).toContain('GET');
  });
});

describe('what is too much', () => {
  test('of headers is 431', async () => {
    expect(await lastAnswer(`GET /health/live HTTP/1.1\r\n${host}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatchObject({ ...malformed, status: 431 });
  });

  test('of a chunk\'s extension is 413', async () => {
    expect(await lastAnswer(post('Transfer-Encoding: chunked\r\n', `2;${'x'.repeat(40_000)}\r\n{}\r\n0\r\n\r\n`))).toMatchObject(refused(413, 'PAYLOAD_TOO_LARGE'));
  });

  test('of a body is 413 before it is there, and the rest of it is no request', async () => {
    const length = 1_000_000;
    using connection = await RawConnection.open(served.origin);
    await connection.write(post(`Content-Length: ${length}\r\n`, '{"name": "'));
    expect(await connection.answer()).toMatchObject({ status: 413, body: { error_code: 'PAYLOAD_TOO_LARGE' } });
    await connection.write(smuggled.padEnd(length - 10, '\r\n') + `GET /health/ready HTTP/1.1\r\n${host}\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 200, body: { status: 'ready' } });
  });
});

describe('what does not come', () => {
  test.concurrent('is 408, be it the rest of the headers', async () => {
    expect(await lastAnswer(`GET /health/live HTTP/1.1\r\n${host}X-Slow: `)).toMatchObject(refused(408, 'REQUEST_TIMEOUT'));
  }, 60_000);

  test.concurrent('is 408, be it the rest of the body', async () => {
    expect(await lastAnswer(post('Content-Length: 100\r\n', '{"name": '))).toMatchObject(refused(408, 'REQUEST_TIMEOUT'));
  }, 60_000);
});

describe('a connection', () => {
  test('goes on after an error that is not of its bytes', async () => {
    using connection = await RawConnection.open(served.origin);
    const requests: [string, number][] = [
      [`GET /nothing HTTP/1.1\r\n${host}\r\n`, 404], [post('Content-Length: 2\r\n', '{}'), 422], [post('Content-Length: 1\r\n', '{'), 400], [post('Transfer-Encoding: chunked\r\n', '2;a=b\r\n{}\r\n0\r\nX-Trailer: x\r\n\r\n'), 422],
      [`GET /api/v1/subjects HTTP/1.1\r\n${host}\r\n`, 401], [`GET /api/v1/%2f HTTP/1.1\r\n${host}\r\n`, 400], [`PATCH /api/v1/subjects HTTP/1.1\r\n${host}Content-Length: 3\r\n\r\nabc`, 405],
      [`GET /api/v1/subjects HTTP/1.1\r\n${host}${bearer()}Content-Length: 3\r\n\r\nabc`, 200], [`\r\n\r\nGET /health/live HTTP/1.1\r\n${host}\r\n`, 200],
    ];
    for (const [bytes, status] of requests) {
      await connection.write(bytes);
      expect((await connection.answer()).status).toBe(status);
    }
  });

  test('that breaks down after a request has that one answered first', async () => {
    using connection = await RawConnection.open(served.origin);
    await connection.write(`${post('Content-Length: 2\r\n', '{}')}rubbish\r\n\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 422 });
    expect(await connection.answer()).toMatchObject(malformed);
    await connection.closed();
  });

  test('takes several requests at once, and answers them in turn', async () => {
    using connection = await RawConnection.open(served.origin);
    await connection.write([post('X-Correlation-Id: 1\r\nContent-Length: 2\r\n', '{}'), `GET /health/live HTTP/1.1\r\nX-Correlation-Id: 2\r\n${host}\r\n`, `GET /api/v1/subjects HTTP/1.1\r\nX-Correlation-Id: 3\r\n${host}${bearer()}\r\n`].join(''));
    const answers = [await connection.answer(), await connection.answer(), await connection.answer()];
    expect(answers.map(({ status, headers }) => [headers['x-correlation-id'], status])).toEqual([['1', 422], ['2', 200], ['3', 200]]);
  });

  test('that breaks off in the middle of a body leaves nothing', async () => {
    const code = 'BROKEN OFF';
    for (const leave of ['finish', 'reset'] as const) {
      using connection = await RawConnection.open(served.origin);
      await connection.write(post('Content-Length: 100\r\n', `{"name": "x", "code": "${code}"}`));
      connection[leave]();
      await connection.closed();
    }
    using connection = await RawConnection.open(served.origin);
    await connection.write(`GET /api/v1/subjects?code=BROKEN%20OFF HTTP/1.1\r\n${host}${bearer()}\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 200, body: { items: [] } });
  });
});
