import { earlierType, type Contract, type EventDefinition } from '@aurora/kernel';
import type { JsonSchema } from '../json-schema.ts';
import { schemaBook, type SchemaBook } from '../schema-book.ts';

export interface AsyncApiOptions {
  /** In this order in the document. */
  readonly contracts: readonly Contract[];
  readonly title: string;
}

type Described = Readonly<Record<string, unknown>>;

/** An AsyncAPI 3.0 document: plain JSON. https://www.asyncapi.com/docs/reference/specification/v3.0.0 */
export interface AsyncApiDocument {
  readonly asyncapi: '3.0.0';
  readonly info: Described;
  readonly defaultContentType: 'application/json';
  readonly channels: Readonly<Record<string, Described>>;
  readonly operations: Readonly<Record<string, Described>>;
  readonly components: Readonly<Record<'messages' | 'schemas', Described>>;
}

/** Name of the exchange at which a module's events are published. */
const exchangeOf = ({ module }: Contract): string => `aurora.${module}`;

/** An event as it is on the wire: seven fields, and what Aurora adds for those who need the order. Fields may join. */
function payloadOf({ aggregate, data, name, type }: Pick<EventDefinition, 'aggregate' | 'data' | 'name' | 'type'>, book: SchemaBook): JsonSchema {
  const text: JsonSchema = { type: 'string' };
  return {
    type: 'object',
    properties: {
      event_id: { ...text, format: 'uuid', description: 'The same each time that the event comes.' },
      event_type: { ...text, const: type, description: 'With the version of its data.' },
      aggregate_id: text,
      aggregate_type: { ...text, const: aggregate },
      event_data: book.output(data, name),
      timestamp: { ...text, format: 'date-time', description: 'When it was written; RFC 3339 in UTC.' },
      correlation_id: { ...text, description: 'That of the request that led to it.' },
      position: { type: 'integer', minimum: 1, description: 'Where it is in the order of its module; positions have no gaps.' },
      version: { type: 'integer', minimum: 1, description: 'Where it is in the stream of its aggregate; versions have no gaps.' },
    },
    required: ['event_id', 'event_type', 'aggregate_id', 'aggregate_type', 'event_data', 'timestamp', 'correlation_id', 'position', 'version'],
  };
}

type Told = Pick<EventDefinition, 'aggregate' | 'data' | 'name' | 'type'> & { readonly description: string | undefined };

/** An event as it is told now, and as it was told before: what is stored stays as it is. */
const versionsOf = (event: EventDefinition): Told[] => [
  { ...event, description: event.last ? `Nothing follows it in the stream of its ${event.aggregate}.` : undefined },
  ...event.earlier.map(one => ({ name: `${event.name}V${one.version}`, type: earlierType(event, one), aggregate: event.aggregate, data: one.data, description: `${event.name} as it was told before ${event.type}; comes where events of then come again.` })),
];

const reference = (kind: 'messages' | 'schemas', name: string): Described => ({ $ref: `#/components/${kind}/${name}` });

/** Describes the events of `contracts`, as they come to whoever binds a queue to a module's exchange. Equal contracts give equal bytes. */
export function asyncApi({ contracts, title }: AsyncApiOptions): AsyncApiDocument {
  const telling = contracts.filter(({ events }) => events.length > 0);
  const book = schemaBook('#/components/schemas/');
  const messages = Object.fromEntries(telling.flatMap(({ events }) => events).flatMap(versionsOf).map(event => {
    book.define(event.name, payloadOf(event, book));
    return [event.name, {
      name: event.name, title: event.type, contentType: 'application/json', payload: reference('schemas', event.name),
      ...(event.description === undefined ? {} : { description: event.description }),
    }];
  }));
  return {
    asyncapi: '3.0.0',
    info: { title, version: String(Math.max(1, ...telling.map(({ version }) => version))), description: 'Each event comes at least once, those of one aggregate in the order of their versions.', license: { name: 'MIT' } },
    defaultContentType: 'application/json',
    channels: Object.fromEntries(telling.map(contract => [exchangeOf(contract), {
      address: exchangeOf(contract), title: contract.title, description: `Events of the module ${contract.module}. The routing key is the type, as in \`${contract.events[0]!.type}\`.`,
      messages: Object.fromEntries(contract.events.flatMap(versionsOf).map(({ name }) => [name, reference('messages', name)])),
      bindings: { amqp: { is: 'routingKey', exchange: { name: exchangeOf(contract), type: 'topic', durable: true, autoDelete: false, vhost: '/' }, bindingVersion: '0.3.0' } },
    }])),
    operations: Object.fromEntries(telling.map(contract => [contract.module, {
      action: 'send', channel: { $ref: `#/channels/${exchangeOf(contract)}` }, summary: `Changes of ${contract.title.toLowerCase()}`,
    }])),
    components: { messages, schemas: book.definitions() },
  };
}
