import { expect, test } from '@jest/globals';
import { configContract } from '@aurora/config/contract';
import { call, onEachDatabase, type Deployment } from '@aurora/test/running';

interface Row { stream_id: string; version: number; event_type: string; event_data: string; metadata: string }

async function events(deployment: Deployment) {
  const rows = await deployment.sql<Row>('config', 'select stream_id, version, event_type, event_data, metadata from event_store order by event_id');
  return rows.map(row => ({ ...row, event_data: JSON.parse(row.event_data) as Record<string, unknown>, metadata: JSON.parse(row.metadata) as Record<string, unknown> }));
}

onEachDatabase('events', ({ deploy }) => {
  test('tell of every change, in streams without gaps, and name what changed without its value', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'limit', value: 17 }, call());
    await config.changeSettings({ changes: [{ key: 'limit', value: null }, { key: 'colour', value: 'vermilion', service: 'file' }] }, call());
    const schema = await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call());
    const flag = await config.putFlag({ key: 'banner', definition: { state: 'ENABLED', variants: { on: true } } }, call());
    await config.putFlag({ key: 'banner', definition: { state: 'DISABLED', variants: { on: true } } }, call());
    await config.deleteFlag({ key: 'banner' }, call());
    const { id, name } = await config.createKey({ name: 'import', scopes: ['file:read'] }, call());
    await config.revokeKey({ id }, call());
    await config.revokeToken({ jti: 'token-1' }, call());
    const place = { environment: null, service: null };
    expect((await events(deployment)).map(({ stream_id, version, event_type, event_data }) => [stream_id, version, event_type, event_data])).toEqual([
      ['settings-1', 1, 'settings.changed.v1', { revision: 1, changed: [{ key: 'limit', ...place }] }],
      ['settings-1', 2, 'settings.changed.v1', { revision: 2, changed: [{ key: 'limit', ...place }, { key: 'colour', environment: null, service: 'file' }] }],
      [`setting_schema-${schema.id}`, 1, 'setting_schema.changed.v1', { id: schema.id, key: 'limit' }],
      [`flag-${flag.id}`, 1, 'flag.changed.v1', { id: flag.id, key: 'banner', revision: 3, state: 'ENABLED' }],
      [`flag-${flag.id}`, 2, 'flag.changed.v1', { id: flag.id, key: 'banner', revision: 4, state: 'DISABLED' }],
      [`flag-${flag.id}`, 3, 'flag.deleted.v1', { id: flag.id, key: 'banner', revision: 5 }],
      [`api_key-${id}`, 1, 'api_key.created.v1', { id, name, scopes: ['file:read'], expires_at: null }],
      [`api_key-${id}`, 2, 'api_key.revoked.v1', { id, name }],
      ['revocation-1', 1, 'revocation.made.v1', { position: 1, jti: 'token-1', subject: null, issued_until: null, expires_at: null }],
    ]);
  });

  test('are not told of what was refused, changed nothing, or was only tried', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.putSetting({ key: 'limit', value: 1 }, call());
    await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call());
    const before = await events(deployment);
    await config.putSetting({ key: 'limit', value: 1 }, call());
    await config.putSchema({ key: 'limit', schema: { type: 'integer' } }, call());
    await config.changeSettings({ changes: [{ key: 'limit', value: 2 }], dry_run: true }, call());
    await Promise.allSettled([config.putSetting({ key: 'limit', value: 'x' }, call()), config.putSetting({ key: 'limit', value: 3, if_match: '"revision.9"' }, call())]);
    expect(await events(deployment)).toEqual(before);
    expect(before.map(event => event.metadata['principal'])).toEqual(['user:anna', 'user:anna']);
  });

  test('have the names that the contract gives them', () => {
    expect(configContract.events.map(event => event.name).toSorted()).toEqual(['ApiKeyCreated', 'ApiKeyRevoked', 'FlagChanged', 'FlagDeleted', 'SettingSchemaChanged', 'SettingsChanged', 'TokenRevoked']);
  });
});
