import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { configContract } from '@aurora/config/contract';
import { FlagChanges, ofrepModule, springModule, StreamTokens } from '@aurora/gateway';
import type { AnyPort, Port } from '@aurora/kernel';
import { allOnMonolith, PlacementPolicies } from '@aurora/platform/placement';
import { PolicyOverrides } from '@aurora/platform/resilience';
import { describePact, matching } from '@aurora/test/pacts';
import { call, testFolder } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { ConfigLink } from '../../process/config-link.ts';

const { arrayContaining, boolean, eachLike, fromProviderState, integer, like, nullValue, regex } = matching;

const moment = '2099-01-01T00:00:00.000Z';
const time = regex('\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z', moment);
const id = '0123456789ab';
const key = fromProviderState('/internal/config/keys/${id}', `/internal/config/keys/${id}`);

function linked(port: AnyPort | Port<typeof configContract>): ConfigLink {
  const link = new ConfigLink();
  link.link(port as AnyPort);
  return link;
}

type ConfigPort = Port<typeof configContract>;

/** OFREP and Spring Cloud Config, as the gateway answers them from the config module. */
const ofrep = (config: ConfigPort): AnyPort => ofrepModule({ config, changes: new FlagChanges(0), tokens: new StreamTokens([randomBytes(32)]), publicUrl: undefined }).port;
const spring = (config: ConfigPort): AnyPort => springModule(config).port;
const web = () => call({ principal: { id: 'key:web', scopes: new Set(['flags:read']) }, caller: 'gateway' });
const reader = () => call({ principal: { id: 'key:timetable', scopes: new Set(['config:read']) }, caller: 'gateway' });

function refuse(subject: string, error: unknown): never {
  throw new Error(`what is said of ${subject} is not understood`, { cause: error });
}

describePact({ consumer: 'gateway', provider: 'config' }, pact => {
  const record = { id: regex('[0-9a-hjkmnp-tv-z]{12}', id), hash: like('a-hash'), scopes: eachLike('subject:read') };

  test('an API key is found, with its end', () => pact().calls(configContract, interaction => interaction
    .given('an API key that ends')
    .uponReceiving('a question for an API key that ends')
    .withRequest('GET', key, request => { request.headers(pact().query('config:read')); })
    .willRespondWith(200, answer => { answer.jsonBody({ ...record, expires_at: time, revoked_at: nullValue() }); }),
  async port => {
    expect(await linked(port).apiKeys.find(id)).toEqual({ id, hash: 'a-hash', scopes: ['subject:read'], expiresAt: Date.parse(moment), revokedAt: undefined });
  }));

  test('an API key is found that was ended before', () => pact().calls(configContract, interaction => interaction
    .given('a revoked API key')
    .uponReceiving('a question for a revoked API key')
    .withRequest('GET', key, request => { request.headers(pact().query('config:read')); })
    .willRespondWith(200, answer => { answer.jsonBody({ ...record, expires_at: nullValue(), revoked_at: time }); }),
  async port => {
    expect(await linked(port).apiKeys.find(id)).toMatchObject({ expiresAt: undefined, revokedAt: Date.parse(moment) });
  }));

  test('an API key that there is not is none', () => pact().calls(configContract, interaction => interaction
    .given('no API key')
    .uponReceiving('a question for no API key')
    .withRequest('GET', key, request => { request.headers(pact().query('config:read')); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('There is no such key.') }); }),
  async port => {
    expect(await linked(port).apiKeys.find(id)).toBeUndefined();
  }));

  test('the use of an API key is noted', () => pact().calls(configContract, interaction => interaction
    .given('an API key that ends')
    .uponReceiving('a note that an API key was used')
    .withRequest('PUT', fromProviderState('/internal/config/keys/${id}/use', `/internal/config/keys/${id}/use`), request => { request.headers(pact().query('config:read')).jsonBody({}); })
    .willRespondWith(204),
  async port => {
    // The host does not wait for it.
    const noted = Promise.withResolvers<void>();
    const noting: Port<typeof configContract>['noteKeyUse'] = (input, context) => {
      const use = port.noteKeyUse(input, context);
      noted.resolve(use);
      return use;
    };
    linked({ ...port, noteKeyUse: noting }).apiKeys.used!(id);
    await noted.promise;
  }));

  test('revocations of tokens and of principals are told', () => pact().calls(configContract, interaction => interaction
    .given('a revoked token and a revoked principal')
    .uponReceiving('a question for the revocations after a position')
    .withRequest('GET', '/internal/config/revocations', request => { request.headers(pact().query('config:read')).query({ after: '0' }); })
    .willRespondWith(200, answer => {
      answer.jsonBody({
        items: arrayContaining(
          { position: integer(1), jti: like('a-token'), subject: nullValue(), issued_until: nullValue(), expires_at: nullValue() },
          { position: integer(2), jti: nullValue(), subject: like('user:cli'), issued_until: time, expires_at: nullValue() },
        ),
        more: boolean(false), latest: integer(2),
      });
    }),
  async port => {
    expect(await linked(port).pullRevocations()).toEqual([{ jti: 'a-token' }, { subject: 'user:cli', issuedUntil: Date.parse(moment) }]);
  }));

  const found = { key: 'new-search', value: boolean(true), variant: like('on'), reason: regex('STATIC|TARGETING_MATCH', 'STATIC'), error: nullValue(), targeting_key_missing: boolean(false), metadata: { owner: like('web') } };
  const resolve = '/internal/config/flags/resolve';

  test('a flag is evaluated for who may evaluate flags', () => pact().calls(configContract, interaction => interaction
    .given('the flag new-search is on')
    .uponReceiving('an evaluation of one flag')
    .withRequest('POST', resolve, request => { request.headers(pact().query('flags:read')).jsonBody({ key: 'new-search', context: { targetingKey: 'user:ada', plan: 'beta' } }); })
    .willRespondWith(200, answer => { answer.jsonBody({ items: [found] }); }),
  async port => {
    expect(await ofrep(port)['evaluateFlag']!({ key: 'new-search', context: { targetingKey: 'user:ada', plan: 'beta' } }, web())).toEqual({ key: 'new-search', value: true, variant: 'on', reason: 'STATIC', metadata: { owner: 'web' } });
  }));

  test('all flags are evaluated, those of others are not among them', () => pact().calls(configContract, interaction => interaction
    .given('the flag new-search is on')
    .uponReceiving('an evaluation of all flags')
    .withRequest('POST', resolve, request => { request.headers(pact().query('flags:read')).jsonBody({ context: { targetingKey: 'user:ada' } }); })
    .willRespondWith(200, answer => { answer.jsonBody({ items: arrayContaining(found), state: like('a-state') }); }),
  async port => {
    expect(await ofrep(port)['evaluateFlags']!({ context: { targetingKey: 'user:ada' } }, web())).toMatchObject({ flags: [{ key: 'new-search', value: true }] });
  }));

  test('a percentage says that it lacks who is asking', () => pact().calls(configContract, interaction => interaction
    .given('the flag rollout goes by percentages')
    .uponReceiving('an evaluation of a percentage without a targeting key')
    .withRequest('POST', resolve, request => { request.headers(pact().query('flags:read')).jsonBody({ key: 'rollout', context: {} }); })
    .willRespondWith(200, answer => { answer.jsonBody({ items: [{ key: 'rollout', value: nullValue(), variant: nullValue(), reason: 'ERROR', error: like('It needs a targeting key.'), targeting_key_missing: true, metadata: {} }] }); }),
  async port => {
    await expect(ofrep(port)['evaluateFlag']!({ key: 'rollout', context: {} }, web())).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { ofrep: 'TARGETING_KEY_MISSING' } });
  }));

  test('a flag that there is not is none', () => pact().calls(configContract, interaction => interaction
    .given('no flag called no-such-flag')
    .uponReceiving('an evaluation of no flag')
    .withRequest('POST', resolve, request => { request.headers(pact().query('flags:read')).jsonBody({ key: 'no-such-flag', context: {} }); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('There is no flag no-such-flag.') }); }),
  async port => {
    await expect(ofrep(port)['evaluateFlag']!({ key: 'no-such-flag', context: {} }, web())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }));

  const settings = arrayContaining({ key: 'page.size', value: integer(20) }, { key: 'page.size', value: integer(50), environment: 'test', service: 'timetable' });

  test('settings are told with their layers', () => pact().calls(configContract, interaction => interaction
    .given('page.size is set for all, and for timetable in test')
    .uponReceiving('a question for all settings')
    .withRequest('GET', '/config/export', request => { request.headers(pact().query('config:read')); })
    .willRespondWith(200, answer => { answer.jsonBody({ revision: integer(4), changes: settings }); }),
  async port => {
    expect(await spring(port)['read']!({ application: 'timetable', profiles: ['test'] }, reader())).toMatchObject({ version: '4', propertySources: [{ source: { 'page.size': 50 } }] });
  }));

  test('settings are told as of a name', () => pact().calls(configContract, interaction => interaction
    .given('page.size is set for all, and for timetable in test')
    .uponReceiving('a question for all settings as of a name')
    .withRequest('GET', '/config/export', request => { request.headers(pact().query('config:read')).query({ revision: 'agreed' }); })
    .willRespondWith(200, answer => { answer.jsonBody({ revision: integer(4), changes: settings }); }),
  async port => {
    expect(await spring(port)['readAt']!({ application: 'application', profiles: ['default'], label: 'agreed' }, reader())).toMatchObject({ label: 'agreed', propertySources: [{ source: { 'page.size': 20 } }] });
  }));

  test('of a revision that there is not, none are', () => pact().calls(configContract, interaction => interaction
    .given('no revision called no-such-name')
    .uponReceiving('a question for all settings as of no revision')
    .withRequest('GET', '/config/export', request => { request.headers(pact().query('config:read')).query({ revision: 'no-such-name' }); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('No revision has the name no-such-name.') }); }),
  async port => {
    await expect(spring(port)['readAt']!({ application: 'application', profiles: ['default'], label: 'no-such-name' }, reader())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }));

  test('placements and policies are told with the revision', () => pact().calls(configContract, interaction => interaction
    .given('the subject module is placed, and the policy of subject.get is changed')
    .uponReceiving('a question for the configuration')
    .withRequest('GET', '/internal/config/watch', request => { request.headers(pact().query('config:read')).query({ flags: 'placement.', settings: 'gateway.', known: '-1', wait: '1000' }); })
    .willRespondWith(200, answer => {
      answer.jsonBody({
        revision: integer(3),
        flags_revision: integer(2),
        flags: arrayContaining({ key: 'placement.subject', definition: { state: 'ENABLED', variants: { placement: { service: integer(25), match: [], shadow: integer(0) } }, defaultVariant: 'placement' } }),
        settings: arrayContaining({ key: 'gateway.policy.subject.get', value: { tries: integer(2) } }),
      });
    }),
  async port => {
    await using folder = await testFolder();
    const policies = new PlacementPolicies({ file: join(folder.path, 'placements.json'), fallback: () => allOnMonolith, report: refuse });
    const overrides = new PolicyOverrides(refuse);
    const { flags, flags_revision, settings } = await linked(port).watch({ flags: 'placement.', settings: 'gateway.', known: -1, wait: 1_000 });
    policies.update(flags.map(({ key: flag, definition }) => ({ module: flag.slice('placement.'.length), definition })));
    overrides.update(settings);
    expect(flags_revision).toBe(2);
    expect([policies.of('subject'), overrides.of('subject.get')]).toEqual([{ service: 25, match: [], shadow: 0 }, { tries: 2 }]);
  }));
});
