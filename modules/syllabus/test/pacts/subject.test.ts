import type { Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { SagaCall } from '@aurora/platform/saga';
import { subjectContract } from '@aurora/subject/contract';
import { describePact, envelope, Listener, matching, testsReading } from '@aurora/test/pacts';
import { call, Deployment } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { subjects } from '../../src/reactions/subjects.ts';
import { Owners } from '../../src/sagas/owners.ts';
import { SyllabusSagas } from '../../src/sagas/syllabus-sagas.ts';
import { all, newFile } from '../workbench.ts';

const { fromProviderState, integer, like, regex, uuid } = matching;

const parties = { consumer: 'syllabus', provider: 'subject' };
const subject = { kind: 'subject', target: '7', holder: 'syllabus:17' } as const;
const reservations = fromProviderState('/internal/subjects/${id}/reservations', '/internal/subjects/7/reservations');
const reservation = fromProviderState('/internal/subjects/${id}/reservations/syllabus:17', '/internal/subjects/7/reservations/syllabus%3A17');
const reader = call({ principal: { id: 'user:anna', scopes: new Set(['subject:read']) } });
const step: SagaCall = { ...reader, command: reader };

const owners = (port: Port<typeof subjectContract>): Owners => new Owners(port, undefined as unknown as Port<typeof fileContract>);

const deletion = '0195a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const ofSubject = regex('subject-\\d+', 'subject-1');
const ofDeletion = regex('subject_deletion-[0-9a-f-]{36}', `subject_deletion-${deletion}`);
const named = { id: integer(1), code: like('GEO 7'), name: like('Atlas') };
const asked = { deletion_id: uuid(deletion), subject_id: integer(1) };

/** A syllabus of subject 1, and what this module makes of the events of subjects. */
async function listening(deployment: Deployment) {
  const { databases: { syllabus: database }, ports } = await deployment.host(all);
  const { id: subject_id } = await ports.subject.create({ name: 'Maps', code: 'GEO 1' }, call());
  const { id } = await ports.syllabus.create({ subject_id, file_id: await newFile(ports) }, call());
  const listener = new Listener('syllabus', database);
  const sagas = new SyllabusSagas(listener.executor, new Owners(ports.subject, ports.file), database.commands, database.queries);
  return {
    take: await listener.hears(subjects(listener.executor, sagas)),
    goOn: () => listener.goOn(),
    syllabus: () => ports.syllabus.get({ id }, call()),
    told: async () => (await deployment.sql<Record<'event_type' | 'event_data' | 'metadata', string>>('syllabus', "select event_type, event_data, metadata from event_store where event_type <> 'syllabus.created.v1' order by position"))
      .map(({ event_data, event_type, metadata }) => ({ type: event_type, data: JSON.parse(event_data) as unknown, principal: (JSON.parse(metadata) as { principal: string }).principal })),
  };
}

describePact(parties, pact => {
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

  test('a subject that is made gives its syllabi a name', () => pact().hears(message => message
    .given('a subject was made')
    .expectsToReceive('SubjectCreated', event => { event.withJSONContent(envelope(ofSubject, 'subject.created.v1', 1, named)); }),
  async event => {
    await using deployment = await Deployment.create();
    const { syllabus, take } = await listening(deployment);
    // As it was before the module kept any names.
    await deployment.sql('syllabus', 'delete from subject_name');
    expect(await syllabus()).toMatchObject({ subject_code: null, subject_name: null });
    await take(event);
    expect(await syllabus()).toMatchObject({ subject_code: 'GEO 7', subject_name: 'Atlas' });
  }));

  test('a subject that is changed may have another name', () => pact().hears(message => message
    .given('a subject was changed')
    .expectsToReceive('SubjectUpdated', event => { event.withJSONContent(envelope(ofSubject, 'subject.updated.v1', 1, named)); }),
  async event => {
    await using deployment = await Deployment.create();
    const { syllabus, take } = await listening(deployment);
    expect(await syllabus()).toMatchObject({ subject_code: 'GEO 1', subject_name: 'Maps' });
    await take(event);
    expect(await syllabus()).toMatchObject({ subject_code: 'GEO 7', subject_name: 'Atlas' });
  }));

  test('a subject that is deleted has no name', () => pact().hears(message => message
    .given('a subject was deleted')
    .expectsToReceive('SubjectDeleted', event => { event.withJSONContent(envelope(ofSubject, 'subject.deleted.v1', 1, { id: integer(1) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { syllabus, take } = await listening(deployment);
    await take(event);
    expect(await syllabus()).toMatchObject({ subject_code: null, subject_name: null });
  }));

  test('a deletion that is asked for is agreed to', () => pact().hears(message => message
    .given('a subject was deleted with its syllabi')
    .expectsToReceive('SubjectDeletionRequested', event => { event.withJSONContent(envelope(ofDeletion, 'subject_deletion.requested.v1', 1, asked)); }),
  async event => {
    await using deployment = await Deployment.create();
    const { goOn, syllabus, take, told } = await listening(deployment);
    await take(event);
    await goOn();
    expect(await told()).toMatchObject([{ type: 'subject_clearing.agreed.v1', data: { deletion_id: deletion, subject_id: 1 } }]);
    expect(await syllabus()).toMatchObject({ subject_id: 1 });
  }));

  test('a deletion that is decided takes the syllabi along, on behalf of who deletes', () => pact().hears(message => message
    .given('a subject was deleted with its syllabi')
    .expectsToReceive('SubjectDeletionDecided', event => {
      event.withJSONContent({ ...envelope(ofDeletion, 'subject_deletion.decided.v1', 1, asked), metadata: { correlation_id: like('a-request'), principal: like('user:berta') } });
    }),
  async event => {
    await using deployment = await Deployment.create();
    const { goOn, syllabus, take, told } = await listening(deployment);
    await take(event);
    await goOn();
    await expect(syllabus()).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await told()).toMatchObject([
      { type: 'syllabus.deleted.v1', principal: 'user:berta' },
      { type: 'subject_clearing.cleared.v1', data: { deletion_id: deletion, subject_id: 1 } },
    ]);
  }));

  testsReading(parties, 'a subject was made', pact);
});
