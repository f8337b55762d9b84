import { expect, test } from '@jest/globals';
import { parseApiKey, verifyApiKey } from '@aurora/platform/auth';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const name = 'Timetable import';

onEachDatabase('API keys', ({ deploy }) => {
  test('are shown once, and can be verified afterwards by their hash', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { key, ...made } = await config.createKey({ name, scopes: ['subject:read', 'file:write', 'subject:read'], expires_at: '2099-12-31T23:59:59.999Z' }, call());
    expect(made).toEqual({
      id: parseApiKey(key)!.id, name, scopes: ['subject:read', 'file:write'], created_at: expect.any(String), created_by: 'user:anna',
      last_used_at: null, expires_at: '2099-12-31T23:59:59.999Z', revoked_at: null,
    });
    expect((await config.listKeys({}, call())).items).toEqual([made]);
    const found = await config.findKey({ id: made.id }, call());
    expect(found).toEqual({ id: made.id, hash: expect.any(String), scopes: made.scopes, expires_at: made.expires_at, revoked_at: null });
    expect(verifyApiKey(parseApiKey(key)!, found.hash)).toBe(true);
    expect(verifyApiKey({ ...parseApiKey(key)!, secret: 'x'.repeat(43) }, found.hash)).toBe(false);
  });

  test('stand nowhere in the database, and their hashes in no event and no list', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { id, key } = await config.createKey({ name, scopes: ['admin'] }, call({ commandId: 'c1' }));
    const { hash } = await config.findKey({ id }, call());
    await config.revokeKey({ id }, call());
    const stored = JSON.stringify(await Promise.all(['command_record', 'event_store', 'api_key', 'revision', 'configuration'].map(table => deployment.sql('config', `select * from ${table}`))));
    expect(stored).toContain(id);
    expect(stored).not.toContain(parseApiKey(key)!.secret);
    const elsewhere = JSON.stringify([await config.listKeys({}, call()), await deployment.sql('config', 'select * from event_store'), await deployment.sql('config', 'select * from command_record')]);
    expect(elsewhere).not.toContain(hash);
  });

  test('are not shown again to a repeated command, which is told which one it made', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { id } = await config.createKey({ name, scopes: ['admin'] }, call({ commandId: 'c1' }));
    expect(await refusal(config.createKey({ name, scopes: ['admin'] }, call({ commandId: 'c1' })))).toMatchObject({ code: 'CONFLICT', details: { id } });
    expect(await refusal(config.createKey({ name: 'other', scopes: ['admin'] }, call({ commandId: 'c1' })))).toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await config.listKeys({}, call())).items.map(item => item.id)).toEqual([id]);
  });

  test('are revoked for good, and stay in the list', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { id } = await config.createKey({ name, scopes: ['admin'] }, call());
    await config.revokeKey({ id }, call());
    const { revoked_at } = await config.findKey({ id }, call());
    expect(revoked_at).toEqual(expect.any(String));
    await config.revokeKey({ id }, call());
    expect((await config.listKeys({}, call())).items).toMatchObject([{ id, revoked_at }]);
    expect(await refusal(config.revokeKey({ id: '0123456789ab' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
    expect(await refusal(config.findKey({ id: '0123456789ab' }, call()))).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('say when they were last used, to the minute', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const { id } = await config.createKey({ name, scopes: ['admin'] }, call());
    await config.noteKeyUse({ id }, call());
    const { last_used_at } = (await config.listKeys({}, call())).items[0]!;
    expect(last_used_at).toEqual(expect.any(String));
    await config.noteKeyUse({ id }, call());
    expect((await config.listKeys({}, call())).items[0]!.last_used_at).toBe(last_used_at);
    await deployment.sql('config', 'update api_key set last_used_at = ? where id = ?', '2026-01-01T00:00:00.000Z', id);
    await config.noteKeyUse({ id }, call());
    expect((await config.listKeys({}, call())).items[0]!.last_used_at! >= last_used_at!).toBe(true);
    await config.revokeKey({ id }, call());
    await config.noteKeyUse({ id: '0123456789ab' }, call());
  });

  test('with an end in the past, an end that does not exist, or scopes that are none are refused', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const fields = async (given: object) => (await refusal(config.createKey({ name, scopes: ['admin'], ...given } as never, call()))).fields.map(field => field.path);
    expect(await fields({ expires_at: '2020-01-01T00:00:00.000Z' })).toEqual(['expires_at']);
    expect(await fields({ expires_at: '2099-02-30T00:00:00.000Z' })).toEqual(['expires_at']);
    expect(await fields({ expires_at: 'tomorrow' })).toEqual(['expires_at']);
    expect(await fields({ scopes: [] })).toEqual(['scopes']);
    expect(await fields({ scopes: ['admin', 'everything'] })).toEqual(['scopes.1']);
    expect(await fields({ name: '\n' })).toEqual(['name']);
  });

  test('are listed newest first, page by page', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const made: string[] = [];
    for (let n = 0; n < 5; n += 1) made.unshift((await config.createKey({ name: `key ${n}`, scopes: ['admin'] }, call())).id);
    await deployment.sql('config', "update api_key set created_at = '2026-01-01T00:00:00.000Z' where name in ('key 0', 'key 1', 'key 2')");
    await deployment.sql('config', "update api_key set created_at = '2026-01-02T00:00:00.000Z' where name = 'key 3'");
    const listed: string[] = [];
    for (let cursor: string | undefined; ;) {
      const page = await config.listKeys({ limit: 2, cursor }, call());
      listed.push(...page.items.map(item => item.id));
      if (page.next === null) break;
      cursor = page.next;
    }
    expect(listed.slice(0, 2)).toEqual(made.slice(0, 2));
    expect(listed.slice(2)).toEqual(made.slice(2).toSorted().toReversed());
  });
});
