import { join } from 'node:path';
import { configContract } from '@aurora/config/contract';
import type { AnyPort, Port } from '@aurora/kernel';
import { allOnMonolith, PlacementPolicies } from '@aurora/platform/placement';
import { PolicyOverrides } from '@aurora/platform/resilience';
import { describePact, matching } from '@aurora/test/pacts';
import { testFolder } from '@aurora/test/running';
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
