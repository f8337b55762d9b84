import { expect, test } from '@jest/globals';
import { patience, serve } from '../served.ts';
import { banner, define, keyFor, Ofrep, rollout } from './flags.ts';

/** What is answered to bad input, by the numbers of the cases in the README beside. */
const aurora = serve();
const put = (key: string, body: unknown, headers = {}) => aurora.as('admin').put(`/config/flags/${key}`, body, headers);

test('24 a rule twenty thousand deep is refused where it is written and where it is evaluated, and the process goes on', async () => {
  const deep = `${'{"!":['.repeat(20_000)}true${']}'.repeat(20_000)}`;
  const headers = { 'content-type': 'application/json' };
  expect(await put('deep', `{"definition":{"state":"ENABLED","variants":{"on":true},"targeting":${deep}}}`, headers)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED', details: { fields: [{ path: 'definition.targeting' }] } } });
  expect(await aurora.as('admin').post('/config/flagd', `{"document":{"flags":{"deep":{"state":"ENABLED","variants":{"on":true},"targeting":${deep}}}}}`, headers)).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'document', code: 'too_deep' }] } } });
  const ofrep = new Ofrep(aurora, await keyFor(aurora, 'flags:read'));
  expect(await ofrep.send('/deep', `{"context":{"a":${deep}}}`)).toMatchObject({ status: 400, body: { errorCode: 'INVALID_CONTEXT' } });
  expect(await aurora.as('admin').get('/config/flags/deep')).toMatchObject({ status: 404 });
});

test('25 an operator that there is not is refused when it is written', async () => {
  const refused = { status: 422, body: { error_code: 'VALIDATION_FAILED', details: { fields: [expect.objectContaining({ code: 'unknown_operator' })] } } };
  for (const rule of [{ matches: [{ var: 'email' }, '.*'] }, { if: [{ constructor: [] }, 'on', 'off'] }, { if: [true, { $ref: 'staff' }, 'off'] }]) {
    expect(await put('odd', { definition: { ...banner, targeting: rule } })).toMatchObject(refused);
    expect(await aurora.as('admin').post('/config/flags/odd/preview', { definition: { ...banner, targeting: rule } })).toMatchObject(refused);
  }
  expect(await aurora.as('admin').get('/config/flags/odd')).toMatchObject({ status: 404 });
});

test('26 a user has the same variant in every process and after a restart', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'header-colour', { state: 'ENABLED', variants: { red: '#f00', green: '#0f0', blue: '#00f', grey: '#888' }, defaultVariant: 'grey', targeting: { fractional: [['red', 10], ['green', 20], ['blue', 30], ['grey', 40]] } });
  // Calculated apart from the implementation: modules/config/test/percentages.test.ts says how.
  const golden: Readonly<Record<string, string>> = { 'user:ada': 'blue', 'user:ben': 'grey', 'user:cy': 'blue', 'user:dora': 'grey', anonymous: 'green', a: 'red', 'user:žofie': 'grey' };
  const drawn = async (ofrep: Ofrep) => Object.fromEntries(await Promise.all(Object.keys(golden).map(async user => [user, (await ofrep.one('header-colour', { targetingKey: user })).body['variant']])));
  const key = await keyFor(aurora, 'flags:read');
  expect(await drawn(new Ofrep(aurora, key))).toEqual(golden);
  for (let start = 0; start < 2; start += 1) {
    const other = await aurora.deployment.process(undefined);
    expect(await drawn(new Ofrep({ beside: aurora.beside.with({ url: other.url }) }, key))).toEqual(golden);
    await other.stop();
  }
}, patience);

test('27 a percentage of 0 has nobody, 100 everybody, and raising it takes nobody out', async () => {
  const admin = aurora.as('admin');
  const users = Array.from({ length: 300 }, (_, number) => `user:${number}`);
  let before: readonly string[] = [];
  for (const percent of [0, 5, 50, 51, 100]) {
    await define(admin, 'rising', rollout(percent));
    const answers = await Promise.all(users.map(user => admin.post<{ value: boolean }>('/config/flags/rising/evaluate', { targeting_key: user })));
    const now = users.filter((_, place) => answers[place]!.body.value);
    expect(before.filter(user => !now.includes(user))).toEqual([]);
    if (percent % 100 === 0) expect(now).toHaveLength(percent * 3);
    before = now;
  }
});

test('31 a change of what has been changed meanwhile is 412', async () => {
  const admin = aurora.as('admin');
  const first = await admin.put('/config/settings/title', { value: 'a' });
  const stale = { 'if-match': first.headers['etag']! };
  await admin.put('/config/settings/other', { value: 1 });
  const refused = { status: 412, body: { error_code: 'STALE_VERSION' } };
  expect(await admin.put('/config/settings/title', { value: 'b' }, stale)).toMatchObject(refused);
  expect(await admin.post('/config/changes', { changes: [{ key: 'title', value: 'b' }] }, stale)).toMatchObject(refused);
  expect(await admin.post('/config/revisions/0/rollback', {}, stale)).toMatchObject(refused);
  expect(await admin.post('/config/flagd', { document: { flags: { banner } } }, stale)).toMatchObject(refused);
  await define(admin, 'banner', banner);
  expect(await put('banner', { definition: banner }, { 'if-match': '"1.999"' })).toMatchObject(refused);
  expect((await admin.get<{ value: string }>('/config/settings/title')).body.value).toBe('a');
});

test('32, 33 a rollback is a new revision; to what the schema refuses today it is 422 with the difference', async () => {
  const admin = aurora.as('admin');
  const { body: { revision } } = await admin.put<{ revision: number }>('/config/settings/limit', { value: 'many' });
  await admin.put('/config/settings/limit', { value: 5 });
  const back = await admin.post<{ revision: number }>(`/config/revisions/${revision}/rollback`, { keys: ['limit'] });
  expect(back).toMatchObject({ status: 200, body: { revision: revision + 2, difference: [{ key: 'limit', before: 5, after: 'many' }] } });
  expect(await admin.get(`/config/revisions/${revision + 1}`)).toMatchObject({ body: { difference: [{ before: 'many', after: 5 }] } });
  await admin.put('/config/settings/limit', { value: 6 });
  await admin.put('/config/schemas/limit', { schema: { type: 'integer' } });
  expect(await admin.post(`/config/revisions/${revision}/rollback`, { keys: ['limit'] })).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED', details: { fields: [{ path: 'settings.limit', code: 'type' }], difference: [{ key: 'limit', before: 6, after: 'many' }] } } });
  expect((await admin.get<{ value: unknown }>('/config/settings/limit')).body.value).toBe(6);
});

test('34, 35 a secret is stored as a reference alone, and stands in no answer, no event and no log', async () => {
  const admin = aurora.as('admin');
  const secret = 'hunter2-is-no-good';
  expect(await admin.put('/config/settings/smtp', { value: { password: secret } })).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'value.password', code: 'secret_in_clear' }] } } });
  expect(await admin.post('/config/changes', { changes: [{ key: 'a', value: 1 }, { key: 'mail.token', value: secret }] })).toMatchObject({ status: 422 });
  expect(await put('with-secret', { definition: { state: 'ENABLED', variants: { a: { password: secret } } } })).toMatchObject({ status: 422 });
  expect(await admin.post('/config/flagd', { document: { flags: { a: { state: 'ENABLED', variants: { a: { password: secret } } } } } })).toMatchObject({ status: 422 });
  await admin.put('/config/settings/smtp', { value: { password: 'env:SMTP_PASSWORD' } });
  const answers = [await admin.get('/config/export'), await admin.get('/config/difference?from=0'), await admin.get('/config/revisions'), await admin.get('/config/flagd')];
  expect(JSON.stringify(answers)).toContain('env:SMTP_PASSWORD');
  expect(JSON.stringify([answers, await aurora.deployment.sql('config', 'select event_data, metadata from event_store'), await aurora.deployment.sql('config', 'select * from revision_change')])).not.toContain(secret);
  expect(aurora.process.output).not.toContain(secret);
});

test('37 of several settings all are changed or none', async () => {
  const admin = aurora.as('admin');
  await admin.put('/config/schemas/size', { schema: { type: 'integer' } });
  const { body: { revision } } = await admin.put<{ revision: number }>('/config/settings/colour', { value: 'red' });
  const changes = [{ key: 'colour', value: 'blue' }, { key: 'size', value: 'large' }, { key: 'colour', value: 'green', environment: 'test' }];
  expect(await admin.post('/config/changes', { changes })).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'changes.1.value' }] } } });
  expect((await admin.get('/config/settings/colour')).body).toMatchObject({ value: 'red', revision });
  expect(await admin.post('/config/changes', { changes: [changes[0], { ...changes[1], value: 5 }, changes[2]] })).toMatchObject({ status: 200, body: { revision: revision + 1 } });
});
