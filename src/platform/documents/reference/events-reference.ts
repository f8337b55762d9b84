import { earlierType, type Contract, type EventDefinition, type EventUse } from '@aurora/kernel';
import { code, page, table } from '../markdown.ts';
import { typeText } from '../report/type-text.ts';
import { schemaBook } from '../schema-book.ts';

/** Every event of every module, with its data and what of that others use. */
export function eventsReference(contracts: readonly Contract[], uses: readonly EventUse[]): string {
  return page(
    '# Events',
    'An event is written in the transaction of the change it tells of. On the wire it has `event_id`, `event_type`, `aggregate_id`, `aggregate_type`, `event_data`, `timestamp` and `correlation_id`; the fields of `event_data` follow. Fields may join a version, and one that nobody uses may go; any other change makes a new version.',
    contracts.filter(contract => contract.events.length > 0).flatMap(contract => [`## ${contract.title}`, ...contract.events.flatMap(event => section(event, uses.filter(({ type }) => type === event.type)))]),
  );
}

function section(event: EventDefinition, uses: readonly EventUse[]): string[] {
  const data = schemaBook('#/').output(event.data, event.type);
  const rows = Object.entries(data.properties ?? {}).map(([name, schema]) => [code(name), code(typeText(schema)), schema.description ?? '']);
  return [
    `### ${event.name}`,
    `Stored as \`${event.type}\`, of the aggregate \`${event.aggregate}\`.${event.last ? ' Nothing follows it in its stream.' : ''}${event.earlier.length > 0 ? ` Those stored as ${event.earlier.map(one => code(earlierType(event, one))).join(', ')} are read as this version.` : ''}`,
    table(['field', 'type', 'meaning'], rows),
    uses.length > 0 ? `Used by ${uses.map(({ consumer, fields }) => `${consumer} (${fields.map(code).join(', ')})`).join('; ')}.` : '',
  ];
}
