import { eventsContract, PortSource } from '@aurora/platform/events';
import { eachLike, integer, like, regex, type Matcher } from '@pact-foundation/pact/src/v3/matchers.js';
import { expect, test } from '@jest/globals';
import type { Parties } from './agreed.ts';
import type { ConsumerPact } from './consumer-pact.ts';

const time = regex('\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z', '2026-03-01T09:30:00.000Z');

/** What a listener looks at in every event, around its data. */
export const envelope = (stream_id: Matcher<string>, event_type: string, position: number, event_data: Record<string, unknown>) => ({
  position: integer(position), event_id: like(`event-${position}`), stream_id, event_type, event_data, metadata: { correlation_id: like('a-request') },
});

/** Tests what `consumer` needs to read the events of `provider`, of which there are some as `given` says. */
export function testsReading({ consumer, provider }: Parties, given: string, pact: () => ConsumerPact): void {
  const path = `/internal/${provider}/events`;

  test('events come in their order, after a position', () => pact().calls(eventsContract(provider), interaction => interaction
    .given(given)
    .uponReceiving('a question for the events after a position')
    .withRequest('GET', path, request => { request.headers(pact().query()).query({ after: '0', limit: '200', wait: '1000' }); })
    .willRespondWith(200, answer => {
      answer.jsonBody({
        items: eachLike({
          position: integer(1), event_id: like('event-1'), stream_id: regex('[a-z_]+-.+', `${provider}-17`), version: integer(1), event_type: regex('[a-z_]+\\.[a-z_]+\\.v\\d+', `${provider}.created.v1`),
          event_data: like({}), metadata: { correlation_id: like('a-request'), principal: like('user:anna') }, timestamp: time,
        }),
      });
    }),
  async port => {
    expect(await new PortSource(consumer, async () => port).after(0, 200, 1_000, new AbortController().signal)).toMatchObject([{ position: 1, stream_id: `${provider}-17` }]);
  }));

  test('the position given last is told', () => pact().calls(eventsContract(provider), interaction => interaction
    .given(given)
    .uponReceiving('a question for the position given last')
    .withRequest('GET', `${path}/head`, request => { request.headers(pact().query()); })
    .willRespondWith(200, answer => { answer.jsonBody({ position: integer(1) }); }),
  async port => {
    expect(await new PortSource(consumer, async () => port).head()).toBe(1);
  }));

  test('how far the listener is can be said', () => pact().calls(eventsContract(provider), interaction => interaction
    .given(given)
    .uponReceiving('the position up to which events have been processed')
    .withRequest('POST', `${path}/processed`, request => { request.headers(pact().command()).jsonBody({ position: 1 }); })
    .willRespondWith(200, answer => { answer.jsonBody({ pruned: integer(0) }); }),
  async port => {
    expect(await new PortSource(consumer, async () => port).processed(1)).toBe(0);
  }));
}
