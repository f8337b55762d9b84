import type { EventDefinition } from '@aurora/kernel';
import type { z } from 'zod';
import type { Unit } from '../persistence/index.ts';
import type { StoredEvent } from './stored-event.ts';

/** What a module does about one kind of event of another. */
export interface Reaction {
  readonly definition: EventDefinition;
  readonly handle: (data: never, unit: Unit, event: StoredEvent) => Promise<void>;
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
 * Handles the events of one kind: `on(SubjectDeleted, async ({ id }, unit) => …)`. Whatever it writes through the unit, and the events
 * that it records there, are committed together with the position, so the effect is there once however often the event comes. It has
 * no effect elsewhere and calls no port. What it throws defers the event.
 */
export const on = <Definition extends EventDefinition>(definition: Definition, handle: (data: z.output<Definition['data']>, unit: Unit, event: StoredEvent) => Promise<void>): Reaction => ({ definition, handle });
