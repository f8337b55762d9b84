import type { Contract, EventDefinition } from '@aurora/kernel';
import { code, page, table } from '../markdown.ts';
import { typeText } from '../report/type-text.ts';
import { schemaBook } from '../schema-book.ts';

/** Every event of every module, with its data. */
export function eventsReference(contracts: readonly Contract[]): string {
  return page(
    '# Events',
    'An event is written in the transaction of the change it tells of. On the wire it has `event_id`, `event_type`, `aggregate_id`, `aggregate_type`, `event_data`, `timestamp` and `correlation_id`; the fields of `event_data` follow. Fields may join a version; any other change makes a new one.',
    contracts.filter(contract => contract.events.length > 0).flatMap(contract => [`## ${contract.title}`, ...contract.events.flatMap(section)]),
  );
}

function section(event: EventDefinition): string[] {
  const data = schemaBook('#/').output(event.data, event.type);
  const rows = Object.entries(data.properties ?? {}).map(([name, schema]) => [code(name), code(typeText(schema)), schema.description ?? '']);
  return [
    `### ${event.name}`,
    `Stored as \`${event.type}\`, of the aggregate \`${event.aggregate}\`.${event.last ? ' Nothing follows it in its stream.' : ''}`,
    table(['field', 'type', 'meaning'], rows),
  ];
}
