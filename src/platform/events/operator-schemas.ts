import { timestamp } from '@aurora/kernel';
import { z } from 'zod';
import { StoredEvent } from './stored-event.ts';

const position = z.int().min(0);

/** How far a module is with the events of another. */
export const SubscriptionStatus = z.object({
  source: z.string(),
  position: position.describe('Everything up to it has been handled, or is kept to be handled later.'),
  head: position.nullable().describe('The position that the source has given last; null while it does not answer.'),
  lag: z.int().min(0).nullable().describe('Events that it has not come to yet.'),
  behind_since: timestamp.nullable().describe('When the first of those was told; null where there is none, or while the source does not answer.'),
  archived: position.nullable().describe('Where the source has archived events that have not been handled here: the position up to which; else null.'),
  waiting: z.int().describe('Events that are kept to be handled later.'),
  parked: z.int().describe('Those of them that an operator must decide about.'),
  updated_at: timestamp.nullable().describe('When it moved on last.'),
}).meta({ id: 'SubscriptionStatus' });

/** Who hears of a module's events. */
export const SubscriberStatus = z.object({
  name: z.string(),
  position: position.nullable().describe('Everything up to it has been processed, as it said last; null for one that is to listen and has said nothing yet.'),
  seen_at: timestamp.nullable().describe('When it said so.'),
  declared: z.boolean().describe('Whether it is one of those that are to listen.'),
}).meta({ id: 'SubscriberStatus' });

/** The events of a module: its own, and how far it is with those of others. */
export const EventsStatus = z.object({
  module: z.string(),
  head: position,
  pruned: position.describe('Events up to this position have been archived.'),
  prunable: position.describe('Events up to this position may be archived: every subscriber has processed them.'),
  subscribers: z.array(SubscriberStatus),
  unstamped: z.int().describe('Events that have no position yet.'),
  subscriptions: z.array(SubscriptionStatus),
}).meta({ id: 'EventsStatus' });
export type EventsStatus = z.output<typeof EventsStatus>;

/** An event that is kept by who hears of it. */
export const KeptEvent = z.object({
  source: z.string(),
  position,
  status: z.enum(['waiting', 'parked', 'skipped']),
  attempts: z.int().describe('Tries that have failed; 0 for one that waits behind another of its aggregate.'),
  error: z.string().nullable().describe('Of the last try; of a skipped one, the reason.'),
  retry_at: timestamp,
  deferred_at: timestamp,
  event: StoredEvent,
}).meta({ id: 'KeptEvent' });
export type KeptEvent = z.output<typeof KeptEvent>;

/** An event with or without a position: it has none for a moment after its commit. */
export const LoggedEvent = StoredEvent.extend({ position: z.int().nullable() }).meta({ id: 'LoggedEvent' });
export type LoggedEvent = z.output<typeof LoggedEvent>;
