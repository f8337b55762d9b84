import { describe, expect, test } from '@jest/globals';
import { createForwardedHeaders } from '../../http/forwarded-headers.ts';
import { asked } from './asked.ts';

async function told(trusted: readonly string[], headers: Readonly<Record<string, string>> = {}, from = '127.0.0.1') {
  const list = await asked(createForwardedHeaders(trusted), { headers, from });
  return Object.fromEntries(Array.from({ length: list.length / 2 }, (_, at) => [list[2 * at]!, list[2 * at + 1]!]));
}

const host = 'aurora.example.edu';
const proxy = '127.0.0.1';
const claimed = { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'www.example.edu', forwarded: 'for=203.0.113.7;proto=https;host=www.example.edu' };

describe('what an upstream is told of the client', () => {
  test.each([[[]], [[proxy]]])('replaces what a peer says that is not trusted; trusted are %j', async trusted => {
    expect(await told(trusted, claimed, '127.0.0.2')).toEqual({
      'x-forwarded-for': '127.0.0.2', 'x-forwarded-proto': 'http', 'x-forwarded-host': host, forwarded: `for=127.0.0.2;proto=http;host="${host}"`,
    });
  });

  test('is appended to what a trusted proxy says, whose protocol and host stay.', async () => {
    expect(await told([proxy], claimed)).toEqual({
      'x-forwarded-for': '203.0.113.7, 127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'www.example.edu',
      forwarded: `for=203.0.113.7;proto=https;host=www.example.edu, for=127.0.0.1;proto=http;host="${host}"`,
    });
  });

  test('has the proxy\'s X-Forwarded-For also as Forwarded.', async () => {
    expect(await told([proxy], { 'x-forwarded-for': '198.51.100.1, 2001:db8::7', 'x-forwarded-proto': 'https' })).toEqual({
      'x-forwarded-for': '198.51.100.1, 2001:db8::7, 127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': host,
      forwarded: `for="[2001:db8::7]";proto=https;host="${host}", for=127.0.0.1;proto=http;host="${host}"`,
    });
  });

  test('has the proxy\'s Forwarded also as X-Forwarded.', async () => {
    expect(await told([proxy], { forwarded: 'for="[2001:db8::7]:4711";proto=https;host="www.example.edu:8443"' })).toMatchObject({
      'x-forwarded-for': '2001:db8::7, 127.0.0.1', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'www.example.edu:8443',
    });
  });

  test('is the proxy itself where it says nothing.', async () => {
    expect(await told([proxy])).toEqual({ 'x-forwarded-for': proxy, 'x-forwarded-proto': 'http', 'x-forwarded-host': host, forwarded: `for=127.0.0.1;proto=http;host="${host}"` });
  });

  test('has nothing of what could be read in two ways.', async () => {
    expect(await told([proxy], { 'x-forwarded-for': '203.0.113.7', 'x-forwarded-proto': 'https, gopher', 'x-forwarded-host': 'a"b', forwarded: 'for="203.0.113.7' })).toEqual({
      'x-forwarded-for': '203.0.113.7, 127.0.0.1', 'x-forwarded-proto': 'http', 'x-forwarded-host': host,
      forwarded: `for=203.0.113.7;proto=http;host="${host}", for=127.0.0.1;proto=http;host="${host}"`,
    });
  });
});
