import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { loadModule, moduleNames } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { root } from '../runner/root.ts';
import { committedFiles, readPact, type Parties } from './agreed.ts';
import { Provider } from './provider.ts';

const files = await committedFiles();

const reservation = 'Given a subject - a reservation of a subject';
const refused = [`${reservation}: $: Actual map is missing the following keys: code, holder, name, subject_id`, `${reservation}: expected 200 but was 403`];

/** Pacts that their provider does not keep, and what is said of each. */
const planted: Readonly<Record<string, readonly string[]>> = {
  'field-that-is-not-answered': [`${reservation}: $: Actual map is missing the following keys: teacher`],
  'error-that-is-not-answered': [
    "Given no file - a claim of no file: $.error_code: Expected 'NOT_FOUND' (String) to be equal to 'GONE' (String)",
    'Given no file - a claim of no file: expected 410 but was 404',
  ],
  'scope-that-does-not-do': refused,
  'caller-who-may-not': refused,
  'field-that-is-not-told': ['Given a syllabus was made - SyllabusCreated: $.event_data: Actual map is missing the following keys: room'],
};

/** Where what a consumer needs is said. */
const saidIn = ({ consumer, provider }: Parties) => join(root, consumer === 'gateway' ? 'src/host' : `modules/${consumer}`, 'test/pacts', `${provider}.test.ts`);

const pacts = await Promise.all(files.map(readPact));

test('the consumer of every committed pact says what it needs', () => {
  const parties = pacts.map(({ consumer, provider }) => ({ consumer: consumer.name, provider: provider.name }));
  expect(parties.filter(each => !existsSync(saidIn(each)))).toEqual([]);
});

test('whoever calls a module has a pact with it, and whoever hears it one with messages', async () => {
  const pactOf = (consumer: string, provider: string) => pacts.find(pact => pact.consumer.name === consumer && pact.provider.name === provider);
  const missing = (await Promise.all(moduleNames.map(async name => {
    const { definition: { calls, listens } } = await loadModule(name);
    const uncalled = calls.map(({ module }) => module).filter(provider => !pactOf(name, provider)?.interactions.some(({ type }) => type === 'Synchronous/HTTP'));
    const unheard = listens.filter(provider => !pactOf(name, provider)?.interactions.some(({ type }) => type === 'Asynchronous/Messages'));
    return [...uncalled.map(provider => `${name} calls ${provider}`), ...unheard.map(provider => `${name} hears ${provider}`)];
  }))).flat();
  expect(missing).toEqual([]);
});

describeWith('pact', 'the pacts between modules', () => {
  let provider: Provider;
  beforeAll(async () => { provider = await Provider.start(); });
  afterAll(() => provider[Symbol.asyncDispose]());

  const verify = (name: string) => provider.verify(join(root, 'test/fixtures/pacts', `${name}.json`));

  test.each(files.map(file => [basename(file, '.json'), file] as const))('%s is kept by its provider', async (_, file) => {
    expect(await provider.verify(file)).toEqual([]);
  });

  test.each(Object.entries(planted))('a planted %s is found, and named', async (name, lines) => {
    expect((await verify(name)).sort()).toEqual(lines);
  });

  test('a state or an event that the provider does not know is named', async () => {
    await expect(verify('state-that-is-not-known')).rejects.toThrow('test/pacts/states/subject.ts does not know: a subject on the moon.');
    await expect(verify('event-that-is-none')).rejects.toThrow('syllabus has no event SyllabusArchived.');
  });
});
