import { eventsContract, PortSource, Subscription, type StoredEvent } from '@aurora/platform/events';
import { createLoggerOn } from '@aurora/platform/telemetry';
import { describePact, matching } from '@aurora/test/pacts';
import { call, Deployment } from '@aurora/test/running';
import { expect, test } from '@jest/globals';
import { syllabi } from '../../src/reactions/syllabi.ts';

const { eachLike, integer, like, regex } = matching;

const silent = createLoggerOn({ write: () => undefined }, { level: 'silent', service: 'test' });
const time = regex('\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z', '2026-03-01T09:30:00.000Z');
const stream = regex('syllabus-\\d+', 'syllabus-17');

/** What a listener looks at in an event, around its data. */
const envelope = (type: string, position: number, data: Record<string, unknown>) => ({
  position: integer(position), event_id: like(`event-${position}`), stream_id: stream, event_type: type, event_data: data, metadata: { correlation_id: like('a-request') },
});

/** What `on(SyllabusCreated, …)` and `on(SyllabusUpdated, …)` do not take an event without; of it, `id` and `subject_id` are used. */
const syllabusOf = (subject: number) => ({
  id: integer(17), subject_id: integer(subject), file_id: like('01k5z6m3w8q2r4t6v8x0y1z2a3'), year: integer(2026), term: like('Spring'), section: like('A'), instructor: like('Saad'),
});

/** The subjects 1 and 2, and what this module makes of the events of syllabi. */
async function listening(deployment: Deployment): Promise<{ take(event: StoredEvent): Promise<void>; without(): Promise<number[]> }> {
  const { databases, ports: { subject } } = await deployment.host(['subject']);
  for (const code of ['GEO 1', 'GEO 2']) await subject.create({ name: 'Maps', code }, call());
  const subscription = new Subscription({ subscriber: 'subject', reactions: syllabi([]), database: databases.subject, logger: silent, committed: () => undefined });
  await subscription.claim(1);
  return { take: event => subscription.take([event]), without: async () => (await subject.reportWithoutSyllabus({ limit: 10 }, call())).items.map(({ id }) => id) };
}

const created: StoredEvent = {
  position: 1, event_id: 'before', stream_id: 'syllabus-17', version: 1, event_type: 'syllabus.created.v1', metadata: { correlation_id: 'before', principal: 'user:anna' }, timestamp: '2026-03-01T09:00:00.000Z',
  event_data: { id: 17, subject_id: 1, file_id: '01k5z6m3w8q2r4t6v8x0y1z2a3', year: null, term: null, section: null, instructor: null },
};

describePact({ consumer: 'subject', provider: 'syllabus' }, pact => {
  test('a syllabus that is made is one of its subject', () => pact().hears(message => message
    .given('a syllabus was made')
    .expectsToReceive('SyllabusCreated', event => { event.withJSONContent(envelope('syllabus.created.v1', 1, syllabusOf(1))); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    expect(await without()).toEqual([1, 2]);
    await take(event);
    expect(await without()).toEqual([2]);
  }));

  test('a syllabus that is changed may be one of another subject', () => pact().hears(message => message
    .given('a syllabus was changed')
    .expectsToReceive('SyllabusUpdated', event => { event.withJSONContent(envelope('syllabus.updated.v1', 2, { ...syllabusOf(2), changed: eachLike('subject_id') })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    await take(created);
    await take(event);
    expect(await without()).toEqual([1]);
  }));

  test('a syllabus that is deleted is one of no subject', () => pact().hears(message => message
    .given('a syllabus was deleted')
    .expectsToReceive('SyllabusDeleted', event => { event.withJSONContent(envelope('syllabus.deleted.v1', 2, { id: integer(17), subject_id: integer(1) })); }),
  async event => {
    await using deployment = await Deployment.create();
    const { take, without } = await listening(deployment);
    await take(created);
    expect(await without()).toEqual([2]);
    await take(event);
    expect(await without()).toEqual([1, 2]);
  }));

  test('events come in their order, after a position', () => pact().calls(eventsContract('syllabus'), interaction => interaction
    .given('a syllabus was made')
    .uponReceiving('a question for the events after a position')
    .withRequest('GET', '/internal/syllabus/events', request => { request.headers(pact().query()).query({ after: '0', limit: '200', wait: '1000' }); })
    .willRespondWith(200, answer => {
      answer.jsonBody({
        items: eachLike({
          position: integer(1), event_id: like('event-1'), stream_id: stream, version: integer(1), event_type: regex('syllabus\\.[a-z]+\\.v\\d+', 'syllabus.created.v1'),
          event_data: like({ id: integer(17) }), metadata: { correlation_id: like('a-request'), principal: like('user:anna') }, timestamp: time,
        }),
      });
    }),
  async port => {
    expect(await new PortSource('subject', async () => port).after(0, 200, 1_000, new AbortController().signal)).toMatchObject([{ position: 1, stream_id: 'syllabus-17' }]);
  }));

  test('the position given last is told', () => pact().calls(eventsContract('syllabus'), interaction => interaction
    .given('a syllabus was made')
    .uponReceiving('a question for the position given last')
    .withRequest('GET', '/internal/syllabus/events/head', request => { request.headers(pact().query()); })
    .willRespondWith(200, answer => { answer.jsonBody({ position: integer(1) }); }),
  async port => {
    expect(await new PortSource('subject', async () => port).head()).toBe(1);
  }));
});
