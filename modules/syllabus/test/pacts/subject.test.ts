import type { Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { SagaCall } from '@aurora/platform/saga';
import { subjectContract } from '@aurora/subject/contract';
import { describePact, matching } from '@aurora/test/pacts';
import { call } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { Owners } from '../../src/sagas/owners.ts';

const { fromProviderState, integer, like } = matching;

const subject = { kind: 'subject', target: '7', holder: 'syllabus:17' } as const;
const reservations = fromProviderState('/internal/subjects/${id}/reservations', '/internal/subjects/7/reservations');
const reservation = fromProviderState('/internal/subjects/${id}/reservations/syllabus:17', '/internal/subjects/7/reservations/syllabus%3A17');
const reader = call({ principal: { id: 'user:anna', scopes: new Set(['subject:read']) } });
const step: SagaCall = { ...reader, command: reader };

const owners = (port: Port<typeof subjectContract>): Owners => new Owners(port, undefined as unknown as Port<typeof fileContract>);

describePact({ consumer: 'syllabus', provider: 'subject' }, pact => {
  test('a subject is reserved', () => pact().calls(subjectContract, interaction => interaction
    .given('a subject')
    .uponReceiving('a reservation of a subject')
    .withRequest('POST', reservations, request => { request.headers(pact().command('subject:read')).jsonBody({ holder: subject.holder }); })
    .willRespondWith(200, answer => { answer.jsonBody({ subject_id: integer(7), holder: like(subject.holder), code: like('GEO 7'), name: like('Maps') }); }),
  port => owners(port).hold(subject, step)));

  test('a subject that there is not is a wrong reference', () => pact().calls(subjectContract, interaction => interaction
    .given('no subject')
    .uponReceiving('a reservation of no subject')
    .withRequest('POST', reservations, request => { request.headers(pact().command('subject:read')).jsonBody({ holder: subject.holder }); })
    .willRespondWith(404, answer => { answer.jsonBody({ error_code: 'NOT_FOUND', error_message: like('There is no subject 7.') }); }),
  async port => {
    await expect(owners(port).hold(subject, step)).rejects.toMatchObject({ code: 'INVALID_REFERENCE' });
  }));

  test('a reservation ends', () => pact().calls(subjectContract, interaction => interaction
    .given('a subject that syllabus:17 has reserved')
    .uponReceiving('the end of a reservation')
    .withRequest('DELETE', reservation, request => { request.headers(pact().command('subject:read')); })
    .willRespondWith(204),
  port => owners(port).letGo(subject, step)));

  test('a reservation that there is not ends as well', () => pact().calls(subjectContract, interaction => interaction
    .given('a subject')
    .uponReceiving('the end of no reservation')
    .withRequest('DELETE', reservation, request => { request.headers(pact().command('subject:read')); })
    .willRespondWith(204),
  port => owners(port).letGo(subject, step)));
});
