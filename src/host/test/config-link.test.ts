import { expect, test } from '@jest/globals';
import type { AnyPort } from '@aurora/kernel';
import { parseApiKey, verifyApiKey } from '@aurora/platform/auth';
import { call, Deployment } from '@aurora/test/running';
import { ConfigLink } from '../process/config-link.ts';

async function linked(deployment: Deployment) {
  const { config } = (await deployment.host(['config'])).ports;
  const link = new ConfigLink();
  link.link(config as unknown as AnyPort);
  return { config, link };
}

test('an API key is found as it is verified, and its end as its end', async () => {
  await using deployment = await Deployment.create();
  const { config, link } = await linked(deployment);
  const expires_at = '2099-01-01T00:00:00.000Z';
  const made = await config.createKey({ name: 'ci', scopes: ['subject:read'], expires_at }, call());
  const found = await link.apiKeys.find(made.id);
  expect(found).toMatchObject({ id: made.id, scopes: ['subject:read'], expiresAt: Date.parse(expires_at), revokedAt: undefined });
  expect(verifyApiKey(parseApiKey(made.key)!, found!.hash)).toBe(true);
  await config.revokeKey({ id: made.id }, call());
  expect((await link.apiKeys.find(made.id))!.revokedAt).toEqual(expect.any(Number));
});

test('a key that there is not is none, and a store that is away is an error', async () => {
  await using deployment = await Deployment.create();
  const { link } = await linked(deployment);
  expect(await link.apiKeys.find('000000000000')).toBeUndefined();
  await deployment.sql('config', 'drop table api_key');
  await expect(link.apiKeys.find('000000000000')).rejects.toThrow();
});

test('without a config module no key is known and nothing revoked', async () => {
  const link = new ConfigLink();
  expect(await link.apiKeys.find('000000000000')).toBeUndefined();
  expect(await link.pullRevocations()).toEqual([]);
});

test('revocations are all told each time, those of before and those made since', async () => {
  await using deployment = await Deployment.create();
  const { config, link } = await linked(deployment);
  await config.revokeToken({ jti: 'one' }, call());
  expect(await link.pullRevocations()).toEqual([{ jti: 'one' }]);
  const before = Date.now();
  await config.revokeToken({ subject: 'user:cli' }, call());
  const [first, second, ...others] = await link.pullRevocations();
  expect([first, others]).toEqual([{ jti: 'one' }, []]);
  expect(second).toEqual({ subject: 'user:cli', issuedUntil: expect.any(Number) });
  expect((second as { issuedUntil: number }).issuedUntil).toBeGreaterThanOrEqual(before);
});

test('more revocations than one answer holds are all read', async () => {
  await using deployment = await Deployment.create();
  const { link } = await linked(deployment);
  const count = 2_500;
  const rows = Array.from({ length: count }, (_, index) => `(${index + 1}, 'token-${index}', '2026-01-01T00:00:00.000Z', 'user:anna')`);
  await deployment.sql('config', `insert into revocation (position, jti, created_at, created_by) values ${rows.join(', ')}`);
  await deployment.sql('config', `update configuration set last_revocation = ${count}`);
  expect(new Set((await link.pullRevocations()).map(revocation => (revocation as { jti: string }).jti)).size).toBe(count);
});

test('after data was set back they are read from the beginning', async () => {
  await using deployment = await Deployment.create();
  const { config, link } = await linked(deployment);
  for (const jti of ['one', 'two', 'three']) await config.revokeToken({ jti }, call());
  expect(await link.pullRevocations()).toHaveLength(3);
  await deployment.sql('config', 'delete from revocation where position > 1');
  await deployment.sql('config', 'update configuration set last_revocation = 1');
  await deployment.sql('config', "delete from event_store where stream_id like 'revocation-%'");
  await config.revokeToken({ jti: 'four' }, call());
  expect(await link.pullRevocations()).toEqual([{ jti: 'one' }, { jti: 'four' }]);
});
