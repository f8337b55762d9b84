import { randomUUIDv7 } from 'node:crypto';
import type { EventDefinition } from '@aurora/kernel';
import type { z } from 'zod';
import type { PlatformTables } from './platform-tables.ts';
import { prepare } from './prepared.ts';
import type { Unit } from './commands.ts';
import type { Transaction } from './transactions.ts';

type Row = Omit<PlatformTables['event_store'], 'position'>;

// The position is not written: SQLite gives it inside the transaction, elsewhere it is stamped after the commit.
const insert = prepare<PlatformTables, Row>()((db, row) =>
  db.insertInto('event_store').values({
    event_id: row.event_id, stream_id: row.stream_id, version: row.version, event_type: row.event_type,
    event_data: row.event_data, metadata: row.metadata, timestamp: row.timestamp,
  } as never));

const lastVersionIn = prepare<PlatformTables, { stream: string }>()((db, { stream }) =>
  db.selectFrom('event_store').select(({ fn }) => fn.max('version').as('version')).where('stream_id', '=', stream));

/** The version of the last event in a stream, 0 where there is none. */
export const lastVersion = async (transaction: Transaction, stream: string): Promise<number> => Number((await transaction.first(lastVersionIn, { stream }))?.version ?? 0);

/** What an event tells of: its stream is `<aggregate>-<id>`, and versions count from 1 without a gap. */
export interface Recorded {
  readonly definition: EventDefinition;
  readonly aggregate: { readonly id: number | string; readonly version: number };
  readonly data: unknown;
}

/** Appends the event to the module's store, in the transaction of the change it tells of. */
export async function appendEvent({ cause, context, now, transaction }: Unit, event: Recorded): Promise<void> {
  const { definition, aggregate } = event;
  await transaction.execute(insert, {
    event_id: randomUUIDv7(),
    stream_id: `${definition.aggregate}-${aggregate.id}`,
    version: definition.last ? aggregate.version + 1 : aggregate.version,
    event_type: definition.type,
    event_data: JSON.stringify(definition.data.parse(event.data)),
    metadata: JSON.stringify({
      correlation_id: context.correlationId, principal: context.principal.id, command_id: context.commandId, causation_id: cause, traceparent: context.traceparent,
    }),
    timestamp: now,
  });
}

export type DataOf<Event extends EventDefinition> = z.input<Event['data']>;
