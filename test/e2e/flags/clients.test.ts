import { afterEach, expect, test } from '@jest/globals';
import { OpenFeature as Server } from '@openfeature/server-sdk';
import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature as Web, ProviderEvents, type Provider } from '@openfeature/web-sdk';
import { OFREPWebProvider, type OFREPWebProviderOptions } from '@openfeature/ofrep-web-provider';
import { until } from '@aurora/test/running';
import { EventSource } from 'undici';
import { banner, define, keyFor, rollout } from './flags.ts';
import { serve } from '../served.ts';

const aurora = serve();
const staff = { ...banner, targeting: { if: [{ ends_with: [{ var: 'email' }, '@example.edu'] }, 'on', null] } };

// Browsers have it; Node hides it.
Object.assign(globalThis, { EventSource });

afterEach(async () => {
  await Promise.all([Server.close(), Web.close()]);
});

/** Headers that a client is given by whoever sets it up. */
const headersFor = async (): Promise<[string, string][]> => [['X-API-Key', await keyFor(aurora, 'flags:read')]];

// Its own types and those of the SDK disagree about whether an optional field may be undefined.
const webProvider = (options: OFREPWebProviderOptions): Provider => new OFREPWebProvider({ cacheMode: 'disabled', ...options }) as unknown as Provider;

/** A browser's client whose flags have been fetched once. */
async function webClient(options: { readonly pollInterval?: number; readonly changeDetection?: 'polling' | 'sse' }) {
  await Web.setContext({ targetingKey: 'ada' });
  await Web.setProviderAndWait(webProvider({ baseUrl: aurora.origin, headers: await headersFor(), ...options }));
  return Web.getClient();
}

test('OpenFeature\'s SDK for servers evaluates flags of every type by its own provider', async () => {
  const admin = aurora.as('admin');
  for (const [key, variants] of [['text', { a: 'x' }], ['number', { a: 1.5 }], ['object', { a: { columns: [1, 2] } }]] as const) await define(admin, key, { state: 'ENABLED', variants, defaultVariant: 'a' });
  await define(admin, 'staff', staff);
  await define(admin, 'rollout', rollout(100));
  await define(admin, 'disabled', { ...banner, state: 'DISABLED' });
  await Server.setProviderAndWait(new OFREPProvider({ baseUrl: aurora.origin, headers: await headersFor() }));
  const client = Server.getClient();
  expect(await client.getStringValue('text', 'own')).toBe('x');
  expect(await client.getNumberValue('number', 0)).toBe(1.5);
  expect(await client.getObjectValue('object', {})).toEqual({ columns: [1, 2] });
  expect(await client.getBooleanDetails('staff', false, { email: 'ada@example.edu' })).toMatchObject({ value: true, variant: 'on', reason: 'TARGETING_MATCH' });
  expect(await client.getBooleanDetails('staff', true, { email: 'ada@example.com' })).toMatchObject({ value: false, variant: 'off' });
  expect(await client.getBooleanValue('rollout', false, { targetingKey: 'ada' })).toBe(true);
  expect(await client.getBooleanDetails('rollout', false)).toMatchObject({ value: false, reason: 'ERROR', errorCode: 'TARGETING_KEY_MISSING' });
  expect(await client.getBooleanDetails('not-there', true)).toMatchObject({ value: true, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });
  expect(await client.getBooleanValue('disabled', true)).toBe(true);
  expect(await client.getStringDetails('staff', 'own')).toMatchObject({ value: 'own', errorCode: 'TYPE_MISMATCH' });
});

test('OpenFeature\'s SDK for browsers sees a change by polling, and what another context is given', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'polled', banner);
  await define(admin, 'staff', staff);
  const client = await webClient({ pollInterval: 50, changeDetection: 'polling' });
  expect(client.getBooleanDetails('polled', true)).toMatchObject({ value: false, variant: 'off', reason: 'STATIC' });
  expect(client.getBooleanDetails('not-there', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
  expect(client.getBooleanValue('staff', true)).toBe(false);
  await Web.setContext({ targetingKey: 'ada', email: 'ada@example.edu' });
  expect(client.getBooleanValue('staff', false)).toBe(true);
  const changed = new Promise<readonly string[]>(resolve => { client.addHandler(ProviderEvents.ConfigurationChanged, event => { if (event?.flagsChanged?.includes('polled')) resolve(event.flagsChanged); }); });
  await define(admin, 'polled', { ...banner, defaultVariant: 'on' });
  expect(await changed).toEqual(['polled']);
  expect(client.getBooleanValue('polled', false)).toBe(true);
});

test('OpenFeature\'s SDK for browsers sees changes by events, without polling', async () => {
  const admin = aurora.as('admin');
  await define(admin, 'told', banner);
  const client = await webClient({});
  expect(client.getBooleanValue('told', true)).toBe(false);
  for (const defaultVariant of ['on', 'off', 'on'] as const) {
    await define(admin, 'told', { ...banner, defaultVariant });
    await until(async () => client.getBooleanValue('told', defaultVariant !== 'on') === (defaultVariant === 'on'));
  }
  await admin.delete('/config/flags/told');
  await until(async () => client.getBooleanDetails('told', true).errorCode === 'FLAG_NOT_FOUND');
});

test('a client that may not evaluate is told so when it starts', async () => {
  const headers: [string, string][] = [['X-API-Key', await keyFor(aurora, 'subject:read')]];
  await expect(Web.setProviderAndWait(webProvider({ baseUrl: aurora.origin, headers }))).rejects.toMatchObject({ code: 'PROVIDER_FATAL' });
});
