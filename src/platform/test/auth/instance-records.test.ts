import { expect, test } from '@jest/globals';
import { createInstanceRecords, createServiceTokens, type LocalIssuer } from '@aurora/platform/auth';
import { decodeProtectedHeader } from 'jose';
import { minute, newLocalIssuer, standingClock } from './workbench.ts';

const instance = { id: 's1', url: 'http://127.0.0.1:8002' };

async function open() {
  const clock = standingClock();
  const issuer = await newLocalIssuer(clock);
  const records = createInstanceRecords({ issuer, now: clock });
  const refusal = (record: string, module = 'subject') => records.verify(module, record).then(() => 'none', error => error.details.reason);
  return { clock, issuer, records, refusal };
}

test('A record proves which module an instance belongs to, and where it is.', async () => {
  const { records, refusal } = await open();
  const record = await records.record('subject', instance);
  expect(await records.verify('subject', record)).toEqual(instance);
  expect(await refusal(record, 'file')).toBe('audience');
});

test('A record is the same for two minutes and counts for five.', async () => {
  const { clock, records, refusal } = await open();
  const first = await records.record('subject', instance);
  clock.pass(2 * minute - 1);
  expect(await records.record('subject', instance)).toBe(first);
  clock.pass(1);
  const second = await records.record('subject', instance);
  expect(second).not.toBe(first);
  clock.pass(3 * minute - 1);
  expect(await refusal(first)).toBe('none');
  clock.pass(1);
  expect([await refusal(first), await refusal(second)]).toEqual(['expired', 'none']);
});

test('A token of another kind is no record, and a record is no token.', async () => {
  const { clock, issuer, records, refusal } = await open();
  const tokens = createServiceTokens({ issuer, now: clock });
  const principal = { id: 'module:subject', scopes: new Set(['config:read'] as const) };
  expect(await refusal(await tokens.issue({ principal, audience: 'subject', caller: 'subject' }))).toBe('kind');
  expect(await refusal((await issuer.issue({ subject: 'anna', scopes: ['admin'], ttl: minute })).token)).toBe('kind');
  const record = await records.record('subject', instance);
  expect(decodeProtectedHeader(record).typ).toBe('aurora-instance+jwt');
  await expect(tokens.verify(record, ['subject'])).rejects.toMatchObject({ details: { reason: 'kind' } });
});

test('A record that another key has signed, or that says something else, is refused.', async () => {
  const { clock, issuer, refusal } = await open();
  const iat = clock() / 1000;
  const claims = { aud: 'subject', sub: 's1', url: 'http://127.0.0.1:8002', iat, exp: iat + 60 };
  const signed = async (changes: object, by: LocalIssuer = issuer) => refusal(await by.sign('aurora-instance+jwt', { ...claims, ...changes }));
  expect(await signed({})).toBe('none');
  expect(await signed({}, await newLocalIssuer(clock))).toBe('signature');
  expect(await signed({ iss: 'https://issuer.example' })).toBe('untrusted');
  expect(await signed({ aud: ['subject', 'file'] })).toBe('claims');
  for (const sub of ['', 'a b', 'a/b', 'x'.repeat(129)]) expect([sub, await signed({ sub })]).toEqual([sub, 'claims']);
  for (const url of [undefined, 'ftp://s1', 'http://s1/path', 'http://s1?q', 'http://user:word@s1', 'http://', 'http://s1:port', `http://${'s'.repeat(300)}`]) expect([url, await signed({ url })]).toEqual([url, 'claims']);
  for (const url of ['https://s1', 'http://[::1]:8002']) expect([url, await signed({ url })]).toEqual([url, 'none']);
});

test('A record that somebody has changed is refused.', async () => {
  const { records, refusal } = await open();
  const [header, payload, signature] = (await records.record('subject', instance)).split('.');
  const changed = { ...JSON.parse(Buffer.from(payload!, 'base64url').toString()) as object, url: 'http://elsewhere.example' };
  expect(await refusal([header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.'))).toBe('signature');
  const unsigned = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(header!, 'base64url').toString()) as object, alg: 'none' })).toString('base64url');
  expect(await refusal(`${unsigned}.${payload}.`)).toBe('signature');
});
