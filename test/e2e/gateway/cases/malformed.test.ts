import { describe, expect, test } from '@jest/globals';
import type { Seen } from '../../../upstreams/behaviour.ts';
import { ambiguousRequests, malformedHosts } from '../../ambiguous-requests.ts';
import { GatewayBefore } from './gateway-before.ts';

const env = { AURORA_HOSTS: 'aurora.test' };
const before = { services: new GatewayBefore('services', env), legacy: new GatewayBefore('legacy', env) };
const host = 'Host: aurora.test\r\n';
/** A second request that must never be answered, nor reach anybody. */
const smuggled = `GET /api/v1/subjects/666 HTTP/1.1\r\n${host}\r\n`;

describe.each(['services', 'legacy'] as const)('before %s', kind => {
  const paths = kind === 'legacy' ? ['/api/v1/subjects', '/old/thing'] : ['/api/v1/subjects'];
  let mark = 0;
  const post = (path: string) => (headers: string, body: string) => `POST ${path}?mark=${mark} HTTP/1.1\r\n${host}Authorization: Bearer ${before[kind].token('editor')}\r\nContent-Type: application/json\r\n${headers}\r\n${body}`;

  /** The one answer to `bytes`, after which the connection must be closed, and nobody behind the gateway asked; or, by what is wrong in the middle of a body that streams, at most half, and that let go of. */
  async function refusal(bytes: string, half = false) {
    // Of another test's request, half may come late.
    const own = ({ target }: Seen): boolean => target.includes('666') || !target.includes('mark=') || target.endsWith(`mark=${mark}`);
    using connection = await before[kind].connect();
    await connection.write(bytes);
    const answer = await connection.answer();
    await connection.closed();
    expect(connection.rest).toBe('');
    const seen = (await before[kind].until(all => all.every(({ end }) => end !== 'open'))).filter(own);
    expect(half ? seen.filter(({ complete, end }) => complete || end !== 'left') : seen).toEqual([]);
    return answer;
  }

  test.each(ambiguousRequests(() => '', host).map(([what]) => what))('1 to 7 %s: 400, close, the upstream untouched', async what => {
    for (const path of paths) {
      mark += 1;
      const [, bytes] = ambiguousRequests(post(path), host).find(([known]) => known === what)!;
      expect(await refusal(bytes + smuggled, kind === 'legacy' && what === 'a chunk that is longer than it says')).toMatchObject({ status: 400, headers: { connection: 'close' }, body: { error_code: 'MALFORMED_REQUEST' } });
    }
  });

  test.each(malformedHosts)('6 the Host %j: 400', async given => {
    expect(await refusal(`GET /api/v1/subjects/1 HTTP/1.1\r\nHost: ${given}\r\n\r\n${smuggled}`)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
  });

  test.each(['other.test', 'aurora.test.other', '127.0.0.1'])('8 a Host that is not served: 421, and it never picks the upstream: %s', async given => {
    const { host: upstream } = new URL(before[kind].upstream.url);
    for (const name of [given, upstream]) {
      expect(await refusal(`GET /api/v1/subjects/1 HTTP/1.1\r\nHost: ${name}\r\n\r\n${smuggled}`)).toMatchObject({ status: 421, body: { error_code: 'MISDIRECTED_REQUEST' } });
      expect(await refusal(`GET http://${name}/api/v1/subjects/1 HTTP/1.1\r\nHost: ${name}\r\n\r\n${smuggled}`)).toMatchObject({ status: 421 });
    }
  });

  test.each([`TRACE /api/v1/subjects HTTP/1.1\r\n${host}\r\n`, `TRACE /old HTTP/1.1\r\n${host}\r\n`, `CONNECT aurora.test:443 HTTP/1.1\r\n${host}\r\n`])('9 %j: 405', async bytes => {
    expect(await refusal(bytes + smuggled)).toMatchObject({ status: 405, headers: { allow: expect.stringContaining('GET') }, body: { error_code: 'METHOD_NOT_ALLOWED' } });
  });

  test('10 headers above 16 KiB: 431', async () => {
    expect(await refusal(`GET /api/v1/subjects/1 HTTP/1.1\r\n${host}X-Large: ${'x'.repeat(20_000)}\r\n\r\n`)).toMatchObject({ status: 431, body: { error_code: 'MALFORMED_REQUEST' } });
  });

  test('12 headers that drip: 408 by the deadline', async () => {
    expect(await refusal(`GET /api/v1/subjects/1 HTTP/1.1\r\n${host}X-Slow: `)).toMatchObject({ status: 408, body: { error_code: 'REQUEST_TIMEOUT' } });
  }, 60_000);
});

test('11 a giant chunk extension: 413, and nothing of it is kept', async () => {
  using connection = await before.services.connect();
  await connection.write(`POST /api/v1/subjects HTTP/1.1\r\n${host}Authorization: Bearer ${before.services.token('editor')}\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n2;`);
  // It is cut off long before the end of this.
  for (let sent = 0; sent < 64; sent += 1) await connection.write('x'.repeat(16_384)).catch(() => undefined);
  expect(await connection.answer()).toMatchObject({ status: 413, body: { error_code: 'PAYLOAD_TOO_LARGE' } });
  await connection.closed();
  expect(await before.services.seen()).toEqual([]);
});

test('12 a JSON body that drips: 408 by the deadline, and nobody behind is asked', async () => {
  using connection = await before.services.connect();
  await connection.write(`POST /api/v1/subjects HTTP/1.1\r\n${host}Authorization: Bearer ${before.services.token('editor')}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{"name": `);
  expect(await connection.answer()).toMatchObject({ status: 408, body: { error_code: 'REQUEST_TIMEOUT' } });
  expect(await before.services.seen()).toEqual([]);
}, 60_000);
