import { describe, expect, test } from '@jest/globals';
import { createClientAddress, limitKeyOf } from '../../http/client-address.ts';
import { asked } from './asked.ts';

const proxy = '127.0.0.1';
const address = (trusted: readonly string[], headers: Readonly<Record<string, string | readonly string[]>>, from = proxy) => asked(createClientAddress(trusted), { headers, from });

describe('the address of a client', () => {
  test('is the peer\'s, whatever the peer says, while no proxy is trusted.', async () => {
    expect(await address([], { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=203.0.113.7' }, '127.0.0.2')).toBe('127.0.0.2');
  });

  test('is the peer\'s, whatever the peer says, if the peer is not the trusted proxy.', async () => {
    expect(await address([proxy], { 'x-forwarded-for': '203.0.113.7' }, '127.0.0.2')).toBe('127.0.0.2');
  });

  test('is the right-most that is no trusted proxy: what stands left of it was sent by the client.', async () => {
    expect(await address([proxy], { 'x-forwarded-for': '198.51.100.1, 203.0.113.7' })).toBe('203.0.113.7');
    expect(await address([proxy, '10.0.0.0/8'], { 'x-forwarded-for': '198.51.100.1, 203.0.113.7, 10.2.3.4' })).toBe('203.0.113.7');
    expect(await address([proxy, '10.0.0.0/8'], { 'x-forwarded-for': ['198.51.100.1', '203.0.113.7', '10.2.3.4'] })).toBe('203.0.113.7');
  });

  test('cannot be moved by what a client writes before it, however broken that is.', async () => {
    for (const spoofed of ['not an address', '"', '", for="', ',,,', '[::1', '1.2.3.4:99999999', 'for=1.2.3.4', '\u00ff']) {
      expect(await address([proxy], { 'x-forwarded-for': `${spoofed}, 203.0.113.7` })).toBe('203.0.113.7');
      expect(await address([proxy], { forwarded: `${spoofed}, for=203.0.113.7` })).toBe('203.0.113.7');
    }
  });

  test('is the peer\'s if a trusted proxy on the way names nobody.', async () => {
    expect(await address([proxy, '10.0.0.0/8'], { 'x-forwarded-for': 'unknown, 10.2.3.4' })).toBe(proxy);
  });

  test('is the farthest if all are trusted proxies.', async () => {
    expect(await address([proxy, '10.0.0.0/8'], { 'x-forwarded-for': '10.9.9.9, 10.2.3.4' })).toBe('10.9.9.9');
  });

  test.each(['', 'unknown', '_hidden', '999.1.1.1', '010.1.1.1', '2130706433', '127.1', 'fe80::1%eth0', '[2001:db8::1', '203.0.113.7, x', '203.0.113.7,'])('is the peer\'s if the nearest entry is no address: %j', async entry => {
    expect(await address([proxy], { 'x-forwarded-for': entry })).toBe(proxy);
  });

  test.each([
    ['203.0.113.7:4711', '203.0.113.7'], ['2001:DB8:0:0::7', '2001:db8::7'], ['[2001:db8::7]', '2001:db8::7'], ['[2001:db8::7]:4711', '2001:db8::7'], ['::ffff:203.0.113.7', '203.0.113.7'], ['::ffff:cb00:7107', '203.0.113.7'],
  ])('is written in one form: %s is %s', async (entry, expected) => {
    expect(await address([proxy], { 'x-forwarded-for': entry })).toBe(expected);
  });

  test.each([
    ['for=203.0.113.7', '203.0.113.7'], ['For="203.0.113.7:4711";proto=https', '203.0.113.7'], ['proto=https; for="[2001:db8::7]:4711"', '2001:db8::7'], ['for=198.51.100.1;host="a, b", for=203.0.113.7', '203.0.113.7'],
    ['for=203.0.113.7;by="x, y"', '203.0.113.7'], ['for=unknown', proxy], ['for=_hidden', proxy], ['proto=https', proxy], ['for=', proxy], ['for="203.0.113.7', proxy], ['203.0.113.7', proxy],
  ])('is in Forwarded as well: %j is %s', async (forwarded, expected) => {
    expect(await address([proxy], { forwarded })).toBe(expected);
  });

  test('is read from X-Forwarded-For where a proxy sends both.', async () => {
    expect(await address([proxy], { 'x-forwarded-for': '203.0.113.7', forwarded: 'for=198.51.100.1' })).toBe('203.0.113.7');
  });

  test('is IPv4 on a socket for both, trusted or not.', async () => {
    const at = '::ffff:127.0.0.1';
    expect(await asked(request => request.socket.remoteAddress, { at })).toBe('::ffff:127.0.0.1');
    expect(await asked(createClientAddress([]), { at })).toBe(proxy);
    const through = (entry: string) => asked(createClientAddress([entry]), { at, headers: { 'x-forwarded-for': '203.0.113.7' } });
    for (const entry of [proxy, '::ffff:127.0.0.1', '::ffff:127.0.0.0/104', '127.0.0.9/8', '::ffff:126.0.0.0/103']) expect(await through(entry)).toBe('203.0.113.7');
    for (const entry of ['127.0.0.2', '::ffff:126.0.0.0/104', '::/0']) expect(await through(entry)).toBe(proxy);
  });

  test('may come through proxies on IPv6, and through none outside their network.', async () => {
    const forwarded = (last: string) => address([proxy, '2001:db8:1::/48'], { 'x-forwarded-for': `203.0.113.7, ${last}` });
    expect(await forwarded('2001:db8:1:ffff::2')).toBe('203.0.113.7');
    expect(await forwarded('2001:db8:2::2')).toBe('2001:db8:2::2');
  });
});

test('Every entry that is neither an address nor a network is named at the start.', () => {
  const entries = ['10.0.0.0/33', '10.0.0', 'proxy.example.edu', '::1/129', '10.0.0.0/8/8', '10.0.0.0/', '/8', '10.0.0.0/-1', '0x7f.1'];
  const made = () => createClientAddress(['10.0.0.0/8', ...entries]);
  expect(made).toThrow(`${entries.length} settings are wrong`);
  for (const entry of entries) expect(made).toThrow(`not ${JSON.stringify(entry)}`);
  expect(() => createClientAddress(['10.0.0.0/33'])).toThrow('AURORA_TRUSTED_PROXIES must be addresses or networks such as 10.1.2.3, 10.0.0.0/8 or fd00::/8, not "10.0.0.0/33".');
});

test.each([
  ['203.0.113.7', '203.0.113.7'], ['::ffff:203.0.113.7', '203.0.113.7'], ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'], ['2001:db8:1:2::ffff', '2001:db8:1:2::/64'],
  ['2001:db8:1:3::1', '2001:db8:1:3::/64'], ['::1', '0:0:0:0::/64'], ['fe80::1%eth0', 'fe80:0:0:0::/64'], ['unknown', 'unknown'], ['a:b', 'a:b'],
])('%s is counted as %s', (given, key) => {
  expect(limitKeyOf(given)).toBe(key);
});
