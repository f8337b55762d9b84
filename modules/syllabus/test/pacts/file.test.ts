import type { Port } from '@aurora/kernel';
import { fileContract } from '@aurora/file/contract';
import type { SagaCall } from '@aurora/platform/saga';
import type { subjectContract } from '@aurora/subject/contract';
import { describePact, matching } from '@aurora/test/pacts';
import { call } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { Owners } from '../../src/sagas/owners.ts';
import { wordsOf } from '../../src/search/words-of.ts';

const { fromProviderState, integer, like, nullValue, regex } = matching;

const id = '01k5z6m3w8q2r4t6v8x0y1z2a3';
const file = { kind: 'file', target: id, holder: 'syllabus:17' } as const;
const claims = fromProviderState('/internal/files/${id}/claims', `/internal/files/${id}/claims`);
const claim = fromProviderState('/internal/files/${id}/claims/syllabus:17', `/internal/files/${id}/claims/syllabus%3A17`);
const words = fromProviderState('/internal/files/${id}/words', `/internal/files/${id}/words`);
const reader = call({ principal: { id: 'user:anna', scopes: new Set(['file:read']) } });
const step: SagaCall = { ...reader, command: reader };

const owners = (port: Port<typeof fileContract>): Owners => new Owners(undefined as unknown as Port<typeof subjectContract>, port);

describePact({ consumer: 'syllabus', provider: 'file' }, pact => {
  test('a file is claimed', () => pact().calls(fileContract, interaction => interaction
    .given('a file')
    .uponReceiving('a claim of a file')
    .withRequest('POST', claims, request => { request.headers(pact().command('file:read')).jsonBody({ holder: file.holder }); })
    .willRespondWith(200, answer => {
      answer.jsonBody({
        id: regex('[0-9a-hjkmnp-tv-z]{26}', id), original_name: like('maps.txt'), file_type: like('text/plain'), file_size: integer(1_024), sha256: like('0'.repeat(64)),
        status: 'claimed', public_url: nullValue(), created_at: regex('\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z', '2026-03-01T09:30:00.000Z'), expires_at: nullValue(),
      });
    }),
  port => owners(port).hold(file, step)));

  test('a file that there is not is a wrong reference', () => pact().calls(fileContract, interaction => interaction
    .given('no file')
    .uponReceiving('a claim of no file')
    .withRequest('POST', claims, request => { request.headers(pact().command('file:read')).jsonBody({ holder: file.holder }); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('There is no such file.') }); }),
  async port => {
    await expect(owners(port).hold(file, step)).rejects.toMatchObject({ code: 'INVALID_REFERENCE' });
  }));

  test('a claim ends', () => pact().calls(fileContract, interaction => interaction
    .given('a file that syllabus:17 has claimed')
    .uponReceiving('the end of a claim')
    .withRequest('DELETE', claim, request => { request.headers(pact().command('file:read')); })
    .willRespondWith(204),
  port => owners(port).letGo(file, step)));

  test('a claim that there is not ends as well', () => pact().calls(fileContract, interaction => interaction
    .given('a file')
    .uponReceiving('the end of no claim')
    .withRequest('DELETE', claim, request => { request.headers(pact().command('file:read')); })
    .willRespondWith(204),
  port => owners(port).letGo(file, step)));

  test('the words of a file are asked for', () => pact().calls(fileContract, interaction => interaction
    .given('a file')
    .uponReceiving('a question for the words of a file')
    .withRequest('GET', words, request => { request.headers(pact().query('file:read')); })
    .willRespondWith(200, answer => { answer.jsonBody({ status: regex('pending|done|none', 'done'), words: like('maps of cuba') }); }),
  async port => {
    expect(await wordsOf(port, id)).toEqual(['maps', 'of', 'cuba']);
  }));

  test('a file that there is not has no words', () => pact().calls(fileContract, interaction => interaction
    .given('no file')
    .uponReceiving('a question for the words of no file')
    .withRequest('GET', words, request => { request.headers(pact().query('file:read')); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('There is no such file.') }); }),
  async port => {
    expect(await wordsOf(port, id)).toEqual([]);
  }));
});
