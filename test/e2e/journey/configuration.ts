import { expect, test } from '@jest/globals';
import type { Client } from '../client.ts';
import { pages } from './pages.ts';

interface Items { readonly items: readonly Record<string, unknown>[]; readonly next: string | null }

export function configuration(api: () => Client): void {
  test('settings have layers, and each change is a revision', async () => {
    expect(await api().put('/config/settings/upload.notice', { value: 'Hello', reason: 'first' })).toMatchObject({ status: 200, body: { key: 'upload.notice', value: 'Hello', layer: 'default' } });
    const over = await api().put<{ revision: number }>('/config/settings/upload.notice/', { value: 'Ahoj', environment: 'production' });
    expect(over).toMatchObject({ status: 200, body: { value: 'Ahoj', layer: 'environment' } });
    expect(await api().get('/config/settings/upload.notice?environment=production')).toMatchObject({ status: 200, body: { value: 'Ahoj' } });
    expect(await api().get('/config/settings/upload.notice')).toMatchObject({ status: 200, body: { value: 'Hello' } });
    expect(await api().put('/config/settings/upload.notice', { value: 'x' }, { 'if-match': '"revision.0"' })).toMatchObject({ status: 412 });
    const list = await api().get<Items>('/config/settings/?environment=production');
    expect(list).toMatchObject({ status: 200, body: { items: expect.arrayContaining([expect.objectContaining({ key: 'upload.notice', value: 'Ahoj' })]) } });
    expect(await api().get('/config/settings/?environment=production', { 'if-none-match': list.headers['etag']! })).toMatchObject({ status: 304 });
    const changes = [{ key: 'a.limit', value: 3 }, { key: 'upload.notice', value: null, environment: 'production' }];
    expect(await api().post('/config/changes', { changes, dry_run: true })).toMatchObject({ status: 200, body: { dry_run: true, revision: over.body.revision } });
    expect(await api().post('/config/changes/', { changes })).toMatchObject({ status: 200, body: { revision: over.body.revision + 1, difference: expect.any(Array) } });
    expect(await api().delete('/config/settings/a.limit')).toMatchObject({ status: 204 });
    expect(await api().get('/config/settings/a.limit')).toMatchObject({ status: 404 });
    const revisions = (await pages<Items>(api(), '/config/revisions/?limit=1&key=upload.notice')).flatMap(page => page.items);
    expect(revisions).toMatchObject([{ author: 'user:anna' }, {}, { reason: 'first' }]);
    expect(await api().get(`/config/revisions/${String(revisions[0]!['number'])}`)).toMatchObject({ status: 200, body: { difference: expect.arrayContaining([expect.objectContaining({ before: 'Ahoj', after: null })]) } });
  });

  test('schemas say what values may look like', async () => {
    expect(await api().put('/config/schemas/page.size', { schema: { type: 'integer', maximum: 100 } })).toMatchObject({ status: 200, body: { version: 1 } });
    expect(await api().put('/config/settings/page.size', { value: 'many' })).toMatchObject({ status: 422, body: { details: { fields: [expect.objectContaining({ path: expect.stringContaining('value') })] } } });
    expect(await api().put('/config/settings/page.size', { value: 50 })).toMatchObject({ status: 200 });
    expect(await api().get('/config/schemas/page.size')).toMatchObject({ status: 200, body: { schema: { maximum: 100 } } });
    expect((await pages<Items>(api(), '/config/schemas?limit=1')).flatMap(page => page.items)).toEqual(expect.arrayContaining([expect.objectContaining({ key: 'page.size' })]));
  });

  test('feature flags are defined, evaluated and deleted', async () => {
    const definition = { state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { if: [{ '==': [{ var: 'role' }, 'editor'] }, 'on'] } };
    expect(await api().put('/config/flags/new-editor', { definition })).toMatchObject({ status: 200, body: { key: 'new-editor', definition } });
    expect(await api().get('/config/flags/new-editor')).toMatchObject({ status: 200, body: { definition } });
    expect(await api().post('/config/flags/new-editor/evaluate', { context: { role: 'editor' }, targeting_key: 'anna' })).toMatchObject({ status: 200, body: { value: true, variant: 'on', reason: 'TARGETING_MATCH' } });
    expect(await api().post('/config/flags/new-editor/evaluate/', {})).toMatchObject({ status: 200, body: { value: false, reason: 'DEFAULT' } });
    expect((await pages<Items>(api(), '/config/flags?limit=1')).flatMap(page => page.items)).toEqual([expect.objectContaining({ key: 'new-editor' })]);
    expect(await api().put('/config/flags/new-editor', { definition: { state: 'ENABLED', variants: { on: true }, defaultVariant: 'none' } })).toMatchObject({ status: 422 });
    expect(await api().delete('/config/flags/new-editor')).toMatchObject({ status: 204 });
    expect(await api().post('/config/flags/new-editor/evaluate', {})).toMatchObject({ status: 404 });
    expect(await api().get('/config/flags/__proto__')).toMatchObject({ status: 404 });
  });

  test('settings go back to an earlier revision, which can be compared and exported', async () => {
    const { body: { revision } } = await api().put<{ revision: number }>('/config/settings/page.title', { value: 'First' });
    await api().put('/config/settings/page.title', { value: 'Second' });
    expect(await api().get(`/config/difference?from=${revision}&key=page.title`)).toMatchObject({ status: 200, body: { from: revision, to: revision + 1, difference: [{ before: 'First', after: 'Second' }] } });
    expect(await api().post(`/config/revisions/${revision}/rollback`, { keys: ['page.title'], dry_run: true })).toMatchObject({ status: 200, body: { revision: revision + 1, dry_run: true } });
    const back = await api().post(`/config/revisions/${revision}/rollback/`, { keys: ['page.title'] }, { 'if-match': `"revision.${revision + 1}"` });
    expect(back).toMatchObject({ status: 200, headers: { etag: `"revision.${revision + 2}"` }, body: { revision: revision + 2 } });
    const titles = async (query: string) => (await api().get<{ changes: { key: string; value: unknown }[] }>(`/config/export${query}`)).body.changes.filter(({ key }) => key === 'page.title').map(({ value }) => value);
    expect([await titles(''), await titles(`?revision=${revision + 1}`)]).toEqual([['First'], ['Second']]);
    expect(await api().get('/config/export?revision=99999')).toMatchObject({ status: 404 });
  });

  test('feature flags are tried out, looked at for use, and taken out and in', async () => {
    const rollout = (percent: number) => ({ state: 'ENABLED', variants: { on: true, off: false }, defaultVariant: 'off', targeting: { fractional: [['on', percent], ['off', 100 - percent]] } });
    expect(await api().post('/config/flagd', { document: { flags: { rollout: rollout(0) } } })).toMatchObject({ status: 200, body: { difference: [{ kind: 'flag', key: 'rollout' }], dry_run: false } });
    expect(await api().post('/config/flags/rollout/preview', { definition: rollout(100), targeting_keys: ['anna', 'berta'] })).toMatchObject({ status: 200, body: { looked_at: 2, moved: 2, items: [{ targeting_key: 'anna', before: 'off', after: 'on' }, {}] } });
    expect(await api().get('/config/flagd')).toMatchObject({ status: 200, body: { flags: { rollout: rollout(0) } } });
    expect((await pages<Items>(api(), '/config/flag-use?limit=1')).flatMap(page => page.items)).toMatchObject([{ key: 'rollout', state: 'ENABLED', evaluated_at: null }]);
    expect(await api().delete('/config/flags/rollout')).toMatchObject({ status: 204 });
  });

  test('API keys work until they are revoked, and tokens too', async () => {
    const made = await api().post<{ id: string; key: string }>('/config/keys', { name: 'Timetable', scopes: ['subject:read'] });
    expect(made).toMatchObject({ status: 201, body: { name: 'Timetable', key: expect.stringMatching(/^aurora_/) } });
    const keyed = api().with({ token: made.body.key });
    expect(await keyed.get('/subjects')).toMatchObject({ status: 200 });
    expect(await keyed.post('/subjects', { name: 'x', code: 'x' })).toMatchObject({ status: 403 });
    expect((await pages<Items>(api(), '/config/keys?limit=1')).flatMap(page => page.items)).toEqual([expect.objectContaining({ id: made.body.id, revoked_at: null })]);
    expect(await api().delete(`/config/keys/${made.body.id}`)).toMatchObject({ status: 204 });
    expect(await api().post('/config/revocations', { jti: 'a-token-that-leaked' })).toMatchObject({ status: 204 });
    expect(await api().post('/config/revocations', { jti: 'x', subject: 'user:x' })).toMatchObject({ status: 422 });
  });
}
