import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { Deployment, until, type AuroraProcess } from '@aurora/test/running';
import { Client } from '../client.ts';
import { patience } from '../served.ts';
import { banner, define, Ofrep } from './flags.ts';
import { openEvents } from './open-events.ts';

/** A gateway alone, before a config module in a process of its own: what changes there is told of here. */
let home: Deployment, gateway: AuroraProcess, admin: Client, ofrep: Ofrep, key: string;

beforeAll(async () => {
  home = await Deployment.create();
  const token = await home.token('admin');
  const config = await home.process(['config']);
  gateway = await home.process(undefined, { AURORA_CONFIG_URL: config.url, AURORA_SUBJECT_URL: config.url, AURORA_FILE_URL: config.url, AURORA_SYLLABUS_URL: config.url, AURORA_PUBLIC_URL: 'https://syllabi.example.edu/aurora', AURORA_SHUTDOWN_TIMEOUT: '1h' }, 'gateway');
  admin = new Client({ url: `${gateway.url}/api/v1`, token });
  key = (await admin.post<{ key: string }>('/config/keys', { name: 'web', scopes: ['flags:read'] })).body.key;
  ofrep = new Ofrep({ beside: new Client({ url: gateway.url }) }, key);
}, patience);

afterAll(() => home[Symbol.asyncDispose](), patience);

/** Where the answer to all flags says that changes are told of, at this gateway. */
async function streamUrl(): Promise<string> {
  const { origin, requestUri } = (await ofrep.all()).body.eventStreams![0]!.endpoint;
  expect(origin).toBe('https://syllabi.example.edu');
  return gateway.url + requestUri.replace(/^\/aurora/, '');
}

test('a gateway evaluates through the config service, and its streams tell of each change of a flag and of nothing else', async () => {
  await define(admin, 'banner', banner);
  expect(await ofrep.one('banner')).toMatchObject({ status: 200, body: { value: false } });
  await using events = await openEvents(await streamUrl());
  expect(events.response.headers.get('content-type')).toBe('text/event-stream');
  expect(events.response.headers.get('cache-control')).toContain('no-store');
  await admin.put('/config/settings/page.size', { value: 10 });
  await define(admin, 'banner', { ...banner, defaultVariant: 'on' });
  const { body: { changed_in } } = await admin.get<{ changed_in: number }>('/config/flags/banner');
  const seen = [await events.next()];
  // What the gateway had not heard of yet when the stream was named is told of, too.
  while (seen.at(-1)!.id !== String(changed_in)) seen.push(await events.next());
  for (const { data } of seen) expect(data).toEqual({ type: 'refetchEvaluation' });
  expect(await ofrep.one('banner')).toMatchObject({ body: { value: true } });
});

test('who comes back with the id of the last event hears of what was missed', async () => {
  const { body: { changed_in } } = await admin.get<{ changed_in: number }>('/config/flags/banner');
  const url = await streamUrl();
  await using missed = await openEvents(url, { 'last-event-id': String(changed_in - 1) });
  expect(await missed.next()).toEqual({ id: String(changed_in), data: { type: 'refetchEvaluation' } });
});

test('a stream needs its token, which opens nothing else and stands in no log', async () => {
  const url = new URL(await streamUrl());
  const token = url.searchParams.get('token')!;
  for (const wrong of ['', 'nonsense', `${token.slice(0, -3)}AAA`, key]) {
    url.searchParams.set('token', wrong);
    const refused = await fetch(url);
    expect([refused.status, await refused.json()]).toEqual([401, expect.objectContaining({ errorCode: 'GENERAL' })]);
  }
  const nobody = new Client({ url: gateway.url });
  for (const headers of [{ authorization: `Bearer ${token}` }, { 'x-api-key': token }]) expect(await nobody.post('/ofrep/v1/evaluate/flags', {}, headers)).toMatchObject({ status: 401 });
  url.searchParams.set('token', token);
  const events = await openEvents(url.href);
  await events[Symbol.asyncDispose]();
  await until(async () => gateway.log.some(line => line['event.action'] === 'ofrep.flagEvents' && line['http.response.status_code'] === 200));
  expect(gateway.output).not.toContain(token);
  expect(gateway.output).not.toContain(key);
});

test('a process that is told to stop ends its streams, and does not wait for them', async () => {
  await using events = await openEvents(await streamUrl());
  expect(await gateway.stop()).toEqual({ code: 0, signal: null });
  await events.ended;
});
