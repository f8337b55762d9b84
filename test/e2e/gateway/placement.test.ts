import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { testFolder, until, type AuroraProcess } from '@aurora/test/running';
import type { Answer, Client } from '../client.ts';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience } from '../served.ts';
import { SideBySide } from './side-by-side.ts';

const resources = new AsyncDisposableStack();
let both: SideBySide;
let second: AuroraProcess;
let admin: Client;
let path: string;
beforeAll(async () => {
  both = resources.use(await SideBySide.open({ AURORA_PUBLIC_READ: 'true' }));
  second = resources.use(await both.gateway(resources.use(await testFolder()).path));
  admin = await both.api('admin');
  path = `/subjects/${(await makeSubject(admin)).id}`;
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const anonymous = () => both.api(undefined);
const readers = async (number: number, at?: AuroraProcess) => Promise.all(Array.from({ length: number }, (_, index) => both.api('reader', `reader-${index}`, at)));
const sides = (answers: readonly Answer[], gateway?: AuroraProcess) => Promise.all(answers.map(answer => both.servedBy(answer, gateway)));

describe('a module is where its placement says', () => {
  test('in the monolith as long as nothing is said', async () => {
    expect(await both.servedBy(await admin.get(path))).toBe('monolith');
  });

  test('in the service, writes too, and back', async () => {
    await both.place({ service: 100 }, second);
    expect(await both.servedBy(await admin.get(path))).toBe('service');
    const made = await admin.post<{ id: number }>('/subjects', { name: 'Placed', code: 'PLACED 1' });
    expect(await both.servedBy(made)).toBe('service');
    expect(made.headers['location']).toBe(`/api/v1/subjects/${made.body.id}`);
    await both.place({ service: 0 }, second);
    const back = await admin.get(`/subjects/${made.body.id}`);
    expect(back.body).toEqual(made.body);
    expect(await both.servedBy(back)).toBe('monolith');
  });

  test('by a header, whoever asks', async () => {
    await both.place({ service: 0, match: [{ header: 'x-canary', value: 'yes', to: 'service' }] }, second);
    expect(await both.servedBy(await admin.get(path, { 'x-canary': 'yes' }))).toBe('service');
    expect(await both.servedBy(await admin.get(path, { 'x-canary': 'no' }))).toBe('monolith');
  });

  test('by a claim of the token', async () => {
    await both.place({ service: 100, match: [{ claim: 'sub', value: 'careful', to: 'monolith' }] }, second);
    expect(await both.servedBy(await (await both.api('reader', 'careful')).get(path))).toBe('monolith');
    expect(await both.servedBy(await (await both.api('reader', 'bold')).get(path))).toBe('service');
  });

  test('also for the calls between modules that a request leads to', async () => {
    await both.place({ service: 0, match: [{ header: 'x-canary', value: 'yes', to: 'service' }] }, second);
    const input = { subject_id: (await makeSubject(admin)).id, file_id: (await makeFile(admin)).id };
    const made = await admin.post<{ id: number }>('/syllabus', input, { 'x-canary': 'yes' });
    expect(made).toMatchObject({ status: 201 });
    const reserved = (at: AuroraProcess, { headers }: Answer) => at.log.some(line => line['event.action'] === 'subject.reserve' && line['http.request.id'] === headers['x-correlation-id']);
    await until(async () => reserved(both.service, made));
    const other = await admin.post('/syllabus', { ...input, file_id: (await makeFile(admin)).id });
    expect(other).toMatchObject({ status: 201 });
    expect(await both.servedBy(other)).toBe('monolith');
    expect(reserved(both.service, other)).toBe(false);
  });
});

describe('a split', () => {
  test('44 keeps everyone on one side, the same before every gateway, and a higher percentage only adds', async () => {
    const placed = async (service: number) => {
      await both.place({ service }, second);
      const here = await sides(await Promise.all((await readers(40)).map(reader => reader.get(path))));
      const there = await sides(await Promise.all((await readers(40, second)).map(reader => reader.get(path))), second);
      expect(there).toEqual(here);
      return new Set(here.flatMap((side, index) => (side === 'service' ? [index] : [])));
    };
    const ten = await placed(20), twenty = await placed(50), all = await placed(100);
    expect(ten.size).toBeGreaterThan(0);
    expect(twenty.size).toBeGreaterThan(ten.size);
    expect(ten.isSubsetOf(twenty)).toBe(true);
    expect(all.size).toBe(40);
  }, patience);

  test('44 keeps an anonymous reader by a cookie, or by a header', async () => {
    await both.place({ service: 50 }, second);
    const first = await (await anonymous()).get(path);
    const cookie = first.headers['set-cookie']!.split(';')[0]!;
    expect(first.headers['set-cookie']).toMatch(/^aurora_side=[0-9a-f-]{36}; Path=\/; Max-Age=31536000; HttpOnly; SameSite=Lax$/);
    const side = await both.servedBy(first);
    for (let time = 0; time < 6; time += 1) {
      const again = await (await anonymous()).get(path, { cookie: `other=1; ${cookie}` });
      expect(again.headers['set-cookie']).toBeUndefined();
      expect(await both.servedBy(again)).toBe(side);
    }
    const keys = Array.from({ length: 20 }, (_, index) => `sticky-key-${index}`);
    const asked = async () => sides(await Promise.all(keys.map(async key => (await anonymous()).get(path, { 'x-sticky-key': key }))));
    const before = await asked();
    expect(new Set(before)).toEqual(new Set(['monolith', 'service']));
    expect(await asked()).toEqual(before);
  });
});

describe('answers are the same on both sides', () => {
  const steady = ({ status, headers, body }: Answer) => ({
    status, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !['date', 'x-correlation-id', 'connection', 'keep-alive', 'transfer-encoding'].includes(name))),
    body: JSON.parse(JSON.stringify(body ?? null, (key, value: unknown) => (['correlation_id', 'timestamp'].includes(key) ? '*' : value))) as unknown,
  });
  const requests: readonly (readonly [string, (api: Client) => Promise<Answer>])[] = [
    ['a subject', api => api.get(path)], ['a subject, with a slash', api => api.get(`${path}/`)], ['its head', api => api.send('HEAD', path)], ['one that is not there', api => api.get('/subjects/999999')],
    ['a problem document', api => api.get('/subjects/999999', { accept: 'application/problem+json' })], ['an id of the wrong form', api => api.get('/subjects/x')], ['a parameter that is none', api => api.get('/subjects?colour=red')],
    ['a page', api => api.get('/subjects?limit=1&sort=-id')], ['the next page', async api => api.get((await api.get('/subjects?limit=1&sort=-id')).headers['link']!.slice('</api/v1'.length).split('>')[0]!)],
    ['what has not changed', async api => api.get(path, { 'if-none-match': (await api.get(path)).headers['etag']! })], ['a method that is none', api => api.send('PATCH', path, { body: {} })], ['what may be asked', api => api.send('OPTIONS', path)],
    ['a stale change', api => api.put(path, { name: 'x' }, { 'if-match': '"1.99"' })], ['a taken code', async api => api.post('/subjects', { name: 'x', code: (await api.get<{ code: string }>(path)).body.code })],
    ['fields that are wrong', api => api.post('/subjects', { name: '', colour: 'red' })], ['JSON that is none', api => api.send('POST', '/subjects', { body: '{"name": }', headers: { 'content-type': 'application/json' } })],
    ['another type', api => api.send('POST', '/subjects', { body: 'x', headers: { 'content-type': 'text/plain' } })], ['no type at all', api => api.send('POST', '/subjects', { body: Buffer.from('{}') })],
    ['a body that is too large', api => api.post('/subjects', { name: 'x'.repeat(2 * 1024 ** 2), code: 'y' })], ['no token', api => api.with({ token: undefined }).post('/subjects', { name: 'x', code: 'y' })],
    ['too little right', async () => (await both.api('reader')).post('/subjects', { name: 'x', code: 'y' })], ['an internal operation', api => api.post('/internal/subjects/1/reservations', { holder: 'x' })], ['a report', api => api.get('/reports/subjects-by-department')],
  ];

  test('48 status, headers and bodies, whatever is asked', async () => {
    const asked = async () => {
      const answers: [string, unknown][] = [];
      for (const [what, ask] of requests) answers.push([what, steady(await ask(admin))]);
      return answers;
    };
    await both.place({ service: 0 }, second);
    const here = await asked();
    await both.place({ service: 100 }, second);
    expect(await asked()).toEqual(here);
    expect(new Set(here.map(([, answer]) => (answer as { status: number }).status))).toEqual(new Set([200, 204, 304, 400, 401, 403, 404, 405, 409, 412, 413, 415, 422]));
  }, patience);

  test('the same Idempotency-Key has one effect, on whichever sides it comes', async () => {
    const key = { 'idempotency-key': 'both-sides' };
    await both.place({ service: 0 }, second);
    const first = await admin.post('/subjects', { name: 'Once', code: 'ONCE 1' }, key);
    await both.place({ service: 100 }, second);
    const again = await admin.post('/subjects', { name: 'Once', code: 'ONCE 1' }, key);
    expect([first.status, again.status, again.body]).toEqual([201, 201, first.body]);
    expect(await both.servedBy(again)).toBe('service');
  });
});

describe('the last known placement', () => {
  test('47 holds for a gateway that starts while the config module is away', async () => {
    await using folder = await testFolder();
    await both.place({ service: 100 }, second);
    const known = await both.gateway(folder.path);
    await until(async () => known.log.some(line => line['event.action'] === 'placement.changed'));
    await known.stop();
    await using late = await both.gateway(folder.path, { AURORA_MONOLITH_URL: 'http://127.0.0.1:1' });
    const answer = await (await both.api('reader', 'late', late)).get(path);
    expect(answer).toMatchObject({ status: 200 });
    expect(await both.servedBy(answer, late)).toBe('service');
    expect(late.log.some(line => line['event.action'] === 'configuration.away')).toBe(true);
  }, patience);

  test('holds where a flag says no placement, and that is logged', async () => {
    await both.place({ service: 100 }, second);
    await admin.put('/config/flags/placement.subject', { definition: { state: 'ENABLED', variants: { placement: { service: 'everywhere' } }, defaultVariant: 'placement' } });
    await until(async () => both.monolith.log.some(line => line['event.action'] === 'placement.invalid'));
    expect(await both.servedBy(await admin.get(path))).toBe('service');
  });
});
