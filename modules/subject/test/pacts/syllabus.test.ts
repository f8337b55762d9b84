import type { StoredEvent } from '@aurora/platform/events';
import { describePact, envelope, Listener, matching, testsReading } from '@aurora/test/pacts';
import { call, Deployment } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { clearing } from '../../src/reactions/clearing.ts';
import { syllabi } from '../../src/reactions/syllabi.ts';
import { deleteWithSyllabi } from '../../src/sagas/delete-with-syllabi.ts';

const { integer, like, regex, uuid } = matching;

const parties = { consumer: 'subject', provider: 'syllabus' };
const deletion = '0195a1b2-c3d4-7e5f-8a6b-7c8d9e0f1a2b';
const syllabus = regex('syllabus-\\d+', 'syllabus-17');
const answer = regex('subject_clearing-[0-9a-f-]{36}', `subject_clearing-${deletion}`);

/** The subjects 1 and 2, and what this module makes of the events of syllabi. */
async function listening(deployment: Deployment) {
  const { databases, ports: { subject } } = await deployment.host(['subject']);
  for (const code of ['GEO 1', 'GEO 2']) await subject.create({ name: 'Maps', code }, call());
  const take = await new Listener('subject', databases.subject).hears(syllabi([]));
  return { take, without: async () => (await subject.reportWithoutSyllabus({ limit: 10 }, call())).items.map(({ id }) => id) };
}

/** A deletion of subject 1 with its syllabi that has asked whether they may go; and what is made of the answers, which lets it go on. */
async function deleting(deployment: Deployment) {
  const { databases: { subject: database }, ports: { subject } } = await deployment.host(['subject']);
  await subject.create({ name: 'Maps', code: 'GEO 1' }, call());
  const listener = new Listener('subject', database);
  const saga = deleteWithSyllabi(database.commands);
  listener.executor.register(saga);
  const take = await listener.hears(syllabi(clearing(listener.executor)));
  await database.transactions.run(transaction => listener.executor.begin(transaction, saga, { id: deletion, input: { id: 1, mode: 'cascade' } }, call(), deletion));
  await listener.goOn();
  return {
    subject,
    take: async (event: StoredEvent) => { await take(event); await listener.goOn(); },
    state: () => subject.getDeletion({ id: deletion }, call()),
    told: async () => (await deployment.sql<{ event_type: string }>('subject', "select event_type from event_store where event_type like 'subject_deletion%' order by version")).map(({ event_type }) => event_type),
  };
}

const earlier = { position: 1, event_id: 'before', version: 1, metadata: { correlation_id: 'before', principal: 'user:anna' }, timestamp: '2026-03-01T09:00:00.000Z' };
const created: StoredEvent = { ...earlier, stream_id: 'syllabus-17', event_type: 'syllabus.created.v1', event_data: { id: 17, subject_id: 1 } };
const agreed: StoredEvent = { ...earlier, stream_id: `subject_clearing-${deletion}`, event_type: 'subject_clearing.agreed.v1', event_data: { deletion_id: deletion } };

describePact(parties, pact => {
  test('a syllabus that is made is one of its subject', () => pact().hears(message => message
    .given('a syllabus was made')
    .expectsToReceive('SyllabusCreated', event => { event.withJSONContent(envelope(syllabus, 'syllabus.created.v1', 1, { id: integer(17), subject_id: integer(1) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    expect(await without()).toEqual([1, 2]);
    await take(event);
    expect(await without()).toEqual([2]);
  }));

  test('a syllabus that is changed may be one of another subject', () => pact().hears(message => message
    .given('a syllabus was changed')
    .expectsToReceive('SyllabusUpdated', event => { event.withJSONContent(envelope(syllabus, 'syllabus.updated.v1', 2, { id: integer(17), subject_id: integer(2) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    await take(created);
    await take(event);
    expect(await without()).toEqual([1]);
  }));

  test('a syllabus that is deleted is one of no subject', () => pact().hears(message => message
    .given('a syllabus was deleted')
    .expectsToReceive('SyllabusDeleted', event => { event.withJSONContent(envelope(syllabus, 'syllabus.deleted.v1', 2, { id: integer(17) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    await take(created);
    expect(await without()).toEqual([2]);
    await take(event);
    expect(await without()).toEqual([1, 2]);
  }));

  test('a deletion that is agreed to is decided', () => pact().hears(message => message
    .given('a subject was deleted with its syllabi')
    .expectsToReceive('SubjectClearingAgreed', event => { event.withJSONContent(envelope(answer, 'subject_clearing.agreed.v1', 1, { deletion_id: uuid(deletion) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, told } = await deleting(deployment);
    expect(await told()).toEqual(['subject_deletion.requested.v1']);
    await take(event);
    expect(await told()).toEqual(['subject_deletion.requested.v1', 'subject_deletion.decided.v1']);
  }));

  test('a deletion that is refused has failed for the reason that is told', () => pact().hears(message => message
    .given('a subject was not deleted because a syllabus was being made')
    .expectsToReceive('SubjectClearingRefused', event => {
      event.withJSONContent(envelope(answer, 'subject_clearing.refused.v1', 1, { deletion_id: uuid(deletion), reason: like('A syllabus is being made.') }));
    }),
  async event => {
    await using deployment = await Deployment.create();
    const { state, subject, take } = await deleting(deployment);
    expect(await state()).toMatchObject({ state: 'running' });
    await take(event);
    expect(await state()).toMatchObject({ state: 'failed', error: { code: 'IN_USE', message: 'A syllabus is being made.' } });
    expect(await subject.update({ id: 1, name: 'Plans' }, call())).toMatchObject({ name: 'Plans' });
  }));

  test('a subject goes when its syllabi have', () => pact().hears(message => message
    .given('a subject was deleted with its syllabi')
    .expectsToReceive('SubjectCleared', event => { event.withJSONContent(envelope(answer, 'subject_clearing.cleared.v1', 2, { deletion_id: uuid(deletion) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { state, subject, take } = await deleting(deployment);
    await take(agreed);
    expect(await state()).toMatchObject({ state: 'running' });
    await take(event);
    expect(await state()).toMatchObject({ state: 'done' });
    await expect(subject.get({ id: 1 }, call())).rejects.toMatchObject({ code: 'NOT_FOUND' });
  }));

  testsReading(parties, 'a syllabus was made', pact);
});
