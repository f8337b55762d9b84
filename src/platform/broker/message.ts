import type { ConsumeMessage, Options } from 'amqplib';
import { StoredEvent } from '../events/stored-event.ts';

/** The attributes of CloudEvents 1.0, as headers: `cloudEvents:<name>`, after its AMQP binding. */
const cloudEventOf = (module: string, { event_id, event_type, stream_id, timestamp }: StoredEvent): Readonly<Record<string, string>> => ({
  'cloudEvents:specversion': '1.0', 'cloudEvents:id': event_id, 'cloudEvents:source': `/aurora/${module}`, 'cloudEvents:type': event_type, 'cloudEvents:subject': stream_id, 'cloudEvents:time': timestamp,
});

/** The body of an event's message: the event as it is stored, JSON in UTF-8. */
export const contentOf = (event: StoredEvent): Buffer => Buffer.from(JSON.stringify(event));

/** Properties of an event's message. */
export const propertiesOf = (module: string, event: StoredEvent): Options.Publish => ({
  persistent: true, contentType: 'application/json', messageId: event.event_id, type: event.event_type, timestamp: Math.floor(Date.parse(event.timestamp) / 1000), headers: cloudEventOf(module, event),
});

/** The event that a message carries; undefined where its bytes are none. */
export function eventOf({ content }: ConsumeMessage): StoredEvent | undefined {
  try {
    return StoredEvent.safeParse(JSON.parse(content.toString('utf8'))).data;
  } catch {
    return undefined;
  }
}
