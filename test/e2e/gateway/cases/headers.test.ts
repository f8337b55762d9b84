import { describe, expect, test } from '@jest/globals';
import { SignJWT } from 'jose';
import { headerOf, type Seen } from '../../../upstreams/behaviour.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

const legacy = new GatewayBefore('legacy');
const names = ({ headers }: Seen): string[] => headers.map(([name]) => name.toLowerCase());

describe.each<[Behind, string]>([['services', '/api/v1/subjects/1'], ['legacy', '/old/page']])('before %s', (kind, path) => {
  const before = new GatewayBefore(kind);
  const trusting = new GatewayBefore(kind, { AURORA_TRUSTED_PROXIES: '127.0.0.1' });

  /** Sends a GET with these header lines; what the upstream saw of it, once. */
  async function seenOf(lines: readonly string[], at = before): Promise<Seen> {
    using connection = await at.connect();
    await connection.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer ${at.token('reader')}\r\n${lines.map(line => `${line}\r\n`).join('')}\r\n`);
    expect(await connection.answer()).toMatchObject({ status: 200 });
    const seen = await at.seen();
    expect(seen).toHaveLength(1);
    return seen[0]!;
  }

  test.each(['invalid-bare-cr', 'invalid-header-name', 'invalid-header-value', 'invalid-two-lengths', 'invalid-length-and-chunked', 'invalid-huge-header', 'invalid-rubbish'] as const)('14 an answer with %s is 502', async kindOfAnswer => {
    await before.upstream.behave(kindOfAnswer);
    expect(await before.as('reader').get(path)).toMatchObject({ status: 502, body: { error_code: 'BAD_GATEWAY' } });
    expect((await before.seen()).length).toBeGreaterThan(0);
  });

  test('20 Connection takes out what the client has said, and nothing that is ours', async () => {
    const seen = await seenOf(['Connection: x-user-id, x-correlation-id, authorization, aurora-prefix, x-forwarded-for, host, x-mine', 'X-Mine: 1', 'X-Other: 2']);
    expect(names(seen)).not.toContain('x-mine');
    expect(headerOf(seen, 'x-other')).toBe('2');
    for (const name of ['x-correlation-id', 'x-forwarded-for', 'host', ...(kind === 'legacy' ? ['x-user-id'] : ['aurora-prefix', 'authorization'])]) expect([name, headerOf(seen, name)]).toEqual([name, expect.stringMatching(/./)]);
  });

  test('21 an identity, a context or a host that a client claims is overwritten, also with Expect', async () => {
    const claims = ['X-User-Id: user:root', 'x-user-id: user:root', 'X_User_Id: user:root', 'Aurora-Prefix: /evil', 'Aurora-Command-Id: evil', 'Aurora-Placements: subject=monolith', 'Aurora-Deadline: 1'];
    for (const more of [[], ['Expect: 100-continue']]) {
      await before.upstream.reset();
      const seen = await seenOf([...claims, ...more]);
      const told = seen.headers.map(([name, value]) => `${name.toLowerCase()}: ${value}`);
      expect(told.filter(line => /^x-user-id|^aurora-/.test(line) && /root|evil|monolith|: 1$/.test(line))).toEqual([]);
      expect(names(seen).filter(name => name === 'x-user-id')).toHaveLength(kind === 'legacy' ? 1 : 0);
      if (kind === 'legacy') expect(headerOf(seen, 'x-user-id')).toBe('user:anna');
      expect(names(seen)).not.toContain('expect');
    }
  });

  test('22 what belongs to one connection, and to proxies, is not passed on, either way', async () => {
    const seen = await seenOf(['Connection: keep-alive, te', 'Keep-Alive: timeout=9', 'TE: trailers', 'Trailer: x-sum', 'Proxy-Authorization: Basic eA==', 'Proxy-Connection: keep-alive', 'Proxy-Anything: 1', 'HTTP2-Settings: x', 'Upgrade: h2c', 'X-Kept: yes']);
    expect(names(seen).filter(name => /^(?:keep-alive|te|trailer|proxy-.*|http2-settings|upgrade)$/.test(name))).toEqual([]);
    expect(headerOf(seen, 'x-kept')).toBe('yes');
    await before.upstream.behave('hop-by-hop');
    using connection = await before.connect();
    await connection.write(`GET ${path} HTTP/1.1\r\nHost: a.test\r\nAuthorization: Bearer ${before.token('reader')}\r\nConnection: close\r\n\r\n`);
    await connection.closed();
    const head = connection.rest.split('\r\n\r\n')[0]!.toLowerCase();
    expect(head).toMatch(/^http\/1\.1 200 /);
    expect(head).toContain('\r\nx-open: shown');
    expect(head).not.toMatch(/x-secret|timeout=77|proxy-|\r\nte:|h2c|trailer|hidden/);
    expect(connection.rest).not.toContain('x-checksum');
  });

  const forged = ['X-Forwarded-For: 198.51.100.7', 'X-Forwarded-Host: evil.test', 'X-Forwarded-Proto: https', 'X-Forwarded-Prefix: /evil', 'Forwarded: for=198.51.100.7;host=evil.test'];

  test('23 forwarding headers of an untrusted peer are replaced', async () => {
    const seen = await seenOf(forged);
    expect(JSON.stringify(seen.headers)).not.toMatch(/198\.51|evil/);
    expect(headerOf(seen, 'x-forwarded-for')).toBe('127.0.0.1');
    expect(headerOf(seen, 'x-forwarded-proto')).toBe('http');
  });

  test('23 those of a trusted peer are appended to', async () => {
    const seen = await seenOf(forged, trusting);
    expect(headerOf(seen, 'x-forwarded-for')).toBe('198.51.100.7, 127.0.0.1');
    expect(headerOf(seen, 'forwarded')).toMatch(/^for=198\.51\.100\.7;host=evil\.test, ?for="?127\.0\.0\.1/);
    expect(headerOf(seen, 'x-forwarded-proto')).toBe('https');
  });
});

test('21 an identity that a client claims is overwritten on an upgrade', async () => {
  await legacy.upstream.behave('websocket');
  using connection = await legacy.connect();
  await connection.write(`GET /old/socket HTTP/1.1\r\nHost: a.test\r\nConnection: Upgrade, x-user-id\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer ${legacy.token('reader')}\r\nX-User-Id: user:root\r\n\r\n`);
  await connection.begun();
  expect(connection.rest).toMatch(/^HTTP\/1\.1 101 /);
  expect((await legacy.seen()).map(seen => headerOf(seen, 'x-user-id'))).toEqual(['user:anna']);
});

describe('13 a line break in what a header is made of', () => {
  const secret = 'the-secret-of-the-old-application';
  const before = new GatewayBefore('legacy', { AURORA_AUTH_LEGACY_KEY: 'env:OLD_SECRET', OLD_SECRET: secret });

  test('is refused, and the upstream is not asked', async () => {
    const time = Math.floor(Date.now() / 1000);
    const tokenOf = (sub: string) => new SignJWT({ sub }).setProtectedHeader({ alg: 'HS256' }).setIssuedAt(time).setExpirationTime(time + 60).sign(Buffer.from(secret));
    expect(await before.as(undefined).with({ token: await tokenOf('eve') }).get('/old')).toMatchObject({ status: 200 });
    expect(headerOf((await before.seen())[0]!, 'x-user-id')).toBe('user:legacy|eve');
    await before.upstream.reset();
    for (const sub of ['eve\r\nx-evil: 1', 'eve\nx-evil: 1', 'eve\0']) {
      const answer = await before.as(undefined).with({ token: await tokenOf(sub) }).get('/old');
      expect((await before.seen()).flatMap(({ headers }) => headers).filter(([name, value]) => name === 'x-evil' || value.includes('evil'))).toEqual([]);
      expect([sub, answer.status]).toEqual([sub, 200]);
    }
    expect((await before.seen()).map(seen => headerOf(seen, 'x-user-id'))).toEqual([undefined, undefined, undefined]);
  });
});
