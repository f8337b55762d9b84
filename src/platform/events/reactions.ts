import { upcastData, type EventDefinition, type EventUse } from '@aurora/kernel';
import type { z } from 'zod';
import type { Unit } from '../persistence/index.ts';
import type { StoredEvent } from './stored-event.ts';

/** What a module does about one kind of event of another. */
export interface Reaction {
  readonly definition: EventDefinition;
  /** The fields of the event's data that it reads. */
  readonly uses: readonly string[];
  /** Handles an event of the kind, of whichever version. */
  readonly handle: (event: StoredEvent, unit: Unit) => Promise<void>;
}

/** What a module does about the events of one other. */
export interface Reactions {
  /** Name of the module whose events they are. */
  readonly source: string;
  readonly handlers: readonly Reaction[];
  /** Drops what has been made of the events so far, before all are handled again. */
  readonly reset?: (unit: Unit) => Promise<void>;
}

/**
 * Handles the events of one kind: `on(SubjectDeleted, ['id'], async ({ id }, unit) => …)`. It is given the fields that it states, and no
 * others: these are what the contract of who tells of it must keep. An event that was stored with an earlier version of its data comes as
 * one of this version. Whatever it writes through the unit, and the events that it records there, are committed together with the
 * position, so the effect is there once however often the event comes. It has no effect elsewhere and calls no port. What it throws
 * defers the event.
 */
export function on<Data extends z.ZodObject, const Field extends keyof z.output<Data> & string>(
  definition: EventDefinition<Data>, uses: readonly Field[], handle: (data: Pick<z.output<Data>, Field>, unit: Unit, event: StoredEvent) => Promise<void>,
): Reaction {
  const used = definition.data.pick(Object.fromEntries(uses.map(field => [field, true])) as never);
  return {
    definition, uses,
    handle: (event, unit) => handle(used.parse(upcastData(definition, event.event_type, event.event_data)) as Pick<z.output<Data>, Field>, unit, event),
  };
}

/** What the reactions of `consumer` use of the events of others. */
export const usesOf = (consumer: string, reactions: readonly Reactions[]): EventUse[] =>
  reactions.flatMap(({ handlers }) => handlers.map(({ definition, uses }) => ({ consumer, type: definition.type, fields: uses })));
