import { expect, test } from '@jest/globals';
import { refusedBy } from './refused-by.ts';
import { banner, define, keyFor, Ofrep, rollout } from './flags.ts';
import { patience, serve } from '../served.ts';

const aurora = serve();
const staff = { ...banner, targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.edu'] }, 'on', null] } };
const named = { ...banner, targeting: { var: 'variant' } };

test('one flag is answered in the protocol\'s form, without a value where the caller\'s own default holds', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'staff', { ...staff, metadata: { owner: 'web', level: 2 } });
  await define(admin, 'disabled', { ...banner, state: 'DISABLED' });
  await define(admin, 'settings-of-page', { state: 'ENABLED', variants: { wide: { columns: 3 } }, defaultVariant: 'wide' });
  const ofrep = new Ofrep(aurora, await keyFor(aurora, 'flags:read'));
  expect(await ofrep.one('staff', { email: 'ada@example.edu' })).toMatchObject({ status: 200, body: { key: 'staff', value: true, variant: 'on', reason: 'TARGETING_MATCH', metadata: { owner: 'web', level: 2 } } });
  expect((await ofrep.one('staff')).body).toEqual({ key: 'staff', value: false, variant: 'off', reason: 'DEFAULT', metadata: { owner: 'web', level: 2 } });
  expect((await ofrep.one('disabled')).body).toEqual({ key: 'disabled', reason: 'DISABLED' });
  expect((await ofrep.one('settings-of-page')).body).toEqual({ key: 'settings-of-page', value: { columns: 3 }, variant: 'wide', reason: 'STATIC' });
  expect(await ofrep.send('/staff?flagConfigEtag=%22a%22&app=web', { context: {}, more: 1 })).toMatchObject({ status: 200 });
});

test('what is wrong is told by the protocol\'s codes', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'rollout', rollout(50));
  await define(admin, 'named', named);
  const ofrep = new Ofrep(aurora, await keyFor(aurora, 'flags:read'));
  const told = async (path: string, body: unknown, headers = {}) => {
    const answer = await ofrep.send<{ key?: string; errorCode: string; errorDetails: string }>(path, body, headers);
    expect(typeof answer.body.errorDetails).toBe('string');
    return [answer.status, answer.body.errorCode, answer.body.key];
  };
  expect(await told('/rollout', { context: {} })).toEqual([400, 'TARGETING_KEY_MISSING', 'rollout']);
  expect(await told('/named', { context: { variant: 'none' } })).toEqual([400, 'PARSE_ERROR', 'named']);
  expect(await told('/nothing%20here', {})).toEqual([404, 'FLAG_NOT_FOUND', 'nothing here']);
  for (const [body, code] of [['{"context":', 'PARSE_ERROR'], ['[]', 'PARSE_ERROR'], ['{"context":[]}', 'INVALID_CONTEXT'], ['{"context":{"targetingKey":1}}', 'INVALID_CONTEXT'], [`{"context":${'{"a":'.repeat(200)}1${'}'.repeat(201)}`, 'INVALID_CONTEXT']] as const) {
    expect(await told('/rollout', body)).toEqual([400, code, 'rollout']);
    expect(await told('', body)).toEqual([400, code, undefined]);
  }
  expect(await told('/rollout', '{}', { 'content-type': 'text/plain' })).toEqual([400, 'PARSE_ERROR', 'rollout']);
  expect(await aurora.beside.get('/ofrep/v1/evaluate/flags')).toMatchObject({ status: 405, body: { errorCode: 'GENERAL' } });
  // One that cannot be evaluated is no reason to answer none.
  const { flags } = (await ofrep.all({})).body;
  expect(flags.find(({ key }) => key === 'rollout')).toMatchObject({ errorCode: 'TARGETING_KEY_MISSING' });
});

test('23 flags called __proto__ or constructor are not found unless they are defined', async () => {
  const ofrep = new Ofrep(aurora, await keyFor(aurora, 'flags:read'));
  for (const key of ['__proto__', 'constructor', 'hasOwnProperty']) {
    expect(await ofrep.one(key)).toMatchObject({ status: 404, body: { key, errorCode: 'FLAG_NOT_FOUND' } });
    expect(await aurora.as('admin').post(`/config/flags/${key}/evaluate`, {})).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
    await define(aurora.as('admin'), key, { ...banner, defaultVariant: 'on' });
    expect(await ofrep.one(key)).toMatchObject({ status: 200, body: { key, value: true } });
    expect((await ofrep.all()).body.flags.find(flag => flag.key === key)).toMatchObject({ value: true });
    await aurora.as('admin').delete(`/config/flags/${key}`);
  }
});

test('28 an entity tag holds for the same flags and the same context alone', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'same-for-all', banner);
  const ofrep = new Ofrep(aurora, await keyFor(aurora, 'flags:read'));
  const first = await ofrep.all({ targetingKey: 'ada' });
  const known = { 'if-none-match': first.headers['etag']! };
  expect(await ofrep.all({ targetingKey: 'ada' }, known)).toMatchObject({ status: 304, body: undefined });
  expect(await ofrep.all({ targetingKey: 'ada', of: 'no flag' }, known)).toMatchObject({ status: 200, body: { flags: first.body.flags } });
  await define(admin, 'same-for-all', { ...banner, defaultVariant: 'on' });
  expect(await ofrep.all({ targetingKey: 'ada' }, known)).toMatchObject({ status: 200 });
});

test('29 who may evaluate none is refused, and nobody is shown the flags of another set', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'open', banner);
  await define(admin, 'of-library', { ...banner, metadata: { flagSetId: 'library' } });
  await define(admin, 'of-kiosk', { ...banner, metadata: { flagSetId: 'kiosk' } });
  await define(admin, 'placement.subject', { state: 'ENABLED', variants: { placement: { service: 0 } }, defaultVariant: 'placement' });
  const seenWith = async (...scopes: Parameters<typeof keyFor>[1][]) => {
    const ofrep = new Ofrep(aurora, await keyFor(aurora, ...scopes));
    const shown = (await ofrep.all()).body.flags.map(({ key }) => key).filter(key => ['open', 'of-library', 'of-kiosk', 'placement.subject'].includes(key));
    for (const key of ['open', 'of-library', 'of-kiosk', 'placement.subject']) expect([key, (await ofrep.one(key)).status]).toEqual([key, shown.includes(key) ? 200 : 404]);
    return shown;
  };
  expect(await seenWith('flags:read')).toEqual(['open']);
  expect(await seenWith('flags-library:read')).toEqual(['of-library']);
  expect(await seenWith('flags:read', 'flags-kiosk:read')).toEqual(['of-kiosk', 'open']);
  expect(await seenWith('config:read')).toEqual(['of-kiosk', 'of-library', 'open', 'placement.subject']);
  await refusedBy(new Ofrep(aurora, await keyFor(aurora, 'subject:read', 'config:write')), 403);
  await refusedBy(new Ofrep(aurora), 401);
  await refusedBy(new Ofrep(aurora, 'aurora_0123456789ab_nonsense'), 401);
});

test('too many evaluations are refused with when to come back; where there are to be no event streams, none is named', async () => {
  const limited = await aurora.deployment.process(undefined, { AURORA_RATE_LIMITS: 'read=2/1h', AURORA_FLAG_STREAMS: '0' });
  const ofrep = new Ofrep({ beside: aurora.beside.with({ url: limited.url }) }, await keyFor(aurora, 'flags:read'));
  for (let asked = 0; asked < 2; asked += 1) expect(Object.keys((await ofrep.all()).body)).toEqual(['flags']);
  expect(await ofrep.all()).toMatchObject({ status: 429, headers: { 'retry-after': expect.stringMatching(/^\d+$/) }, body: { errorCode: 'GENERAL' } });
}, patience);
