import { defineContract, query, type Contract, type Port } from '@aurora/kernel';
import { z } from 'zod';
import { StoredEvent } from './stored-event.ts';

/** Longest wait, milliseconds: a host that is told to stop waits for its requests. */
export const longestWait = 2_000;

/** What every module serves to those who listen to it, at `/internal/<module>/events`: the one way to its events, whoever pushes them besides. */
export const eventsContract = (module: string) => defineContract({
  module,
  version: 1,
  title: `Events of ${module}`,
  operations: {
    eventsAfter: query({
      method: 'GET', path: `/internal/${module}/events` as const, scope: null, internal: true, shadow: 'never', tryTimeout: longestWait + 2_000,
      summary: 'The events after a position, in their order: at once if there are any, else when there are, or none when the wait is over',
      input: z.strictObject({
        after: z.int().min(0).describe('Position; 0 for all events.'),
        limit: z.int().min(1).max(1_000).default(200),
        wait: z.int().min(0).max(longestWait).default(0).describe('Milliseconds.'),
      }),
      output: z.object({ items: z.array(StoredEvent) }),
    }),
    eventsHead: query({
      method: 'GET', path: `/internal/${module}/events/head` as const, scope: null, internal: true, shadow: 'never',
      summary: 'The position given last', input: z.strictObject({}), output: z.object({ position: z.int() }),
    }),
  },
  events: [],
});

export type EventsContract = ReturnType<typeof eventsContract>;
export type EventsPort = Port<EventsContract & Contract>;
