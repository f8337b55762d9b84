import { command, defineContract, line, query, type Port } from '@aurora/kernel';
import { z } from 'zod';
import { EventsStatus, KeptEvent, LoggedEvent } from './operator-schemas.ts';
import { StoredEvent } from './stored-event.ts';

/** Longest wait, milliseconds: a host that is told to stop waits for its requests. */
export const longestWait = 2_000;

const own = { scope: null, internal: true, shadow: 'never' } as const;
const operators = { scope: 'admin', internal: true, shadow: 'never' } as const;
const kept = { source: z.string(), position: z.int().min(1) };

/** What is to go: at most a thousand events. */
export const pruning = {
  after: z.int().min(0).describe('Position up to which events have been archived already.'),
  through: z.int().min(1).describe('Position of the last one that goes; at most 1000 go at once.'),
  digest: z.string().regex(/^[0-9a-f]{64}$/).describe('SHA-256 over the lines of these events in the archive, in hexadecimal.'),
  without: z.array(z.string().max(64)).max(100).default([]).describe('Modules that are to listen, have never been heard of, and hold nothing back.'),
};

/** What every module serves at `/internal/<module>/events`: its events to those who listen to it, whoever pushes them besides; and to operators how far it is with those of others. */
export const eventsContract = (module: string) => {
  const path = <Rest extends string>(rest: Rest) => `/internal/${module}/events${rest}` as const;
  return defineContract({
    module,
    version: 1,
    title: `Events of ${module}`,
    operations: {
      eventsAfter: query({
        ...own, method: 'GET', path: path(''), tryTimeout: longestWait + 2_000,
        summary: 'The events after a position, in their order: at once if there are any, else when there are, or none when the wait is over',
        input: z.strictObject({
          after: z.int().min(0).describe('Position; 0 for all events.'),
          limit: z.int().min(1).max(1_000).default(200),
          wait: z.int().min(0).max(longestWait).default(0).describe('Milliseconds.'),
        }),
        output: z.object({ items: z.array(StoredEvent), pruned: z.int().min(0).default(0).describe('Events up to this position have been archived: of those that were asked for, none of these are among them.') }),
      }),
      eventsHead: query({
        ...own, method: 'GET', path: path('/head'), summary: 'The position given last', input: z.strictObject({}), output: z.object({ position: z.int() }),
      }),
      eventsProcessed: command({
        ...own, method: 'POST', path: path('/processed'), summary: 'The caller has processed the events up to a position, or begins again there; those up to the lowest of all may be archived',
        input: z.strictObject({ position: z.int().min(0) }), output: z.object({ pruned: z.int().describe('Events up to this position have been archived.') }),
      }),
      eventsStatus: query({
        ...operators, method: 'GET', path: path('/status'), summary: 'How many events there are, and how far the module is with those of others', input: z.strictObject({}), output: EventsStatus,
      }),
      findEvent: query({
        ...operators, method: 'GET', path: path('/by-id/{id}'), summary: 'One event', input: z.strictObject({ id: z.string() }), output: LoggedEvent, errors: ['NOT_FOUND'],
      }),
      eventsOfStream: query({
        ...operators, method: 'GET', path: path('/of/{stream}'), summary: 'The events of one aggregate, after one of its versions',
        input: z.strictObject({ stream: z.string(), after: z.int().min(0).default(0), limit: z.int().min(1).max(1_000).default(200) }), output: z.object({ items: z.array(LoggedEvent) }),
      }),
      keptEvents: query({
        ...operators, method: 'GET', path: path('/kept'), summary: 'Events of others that are kept to be handled later, or were skipped',
        input: z.strictObject({ status: z.enum(['waiting', 'parked', 'skipped']).optional(), limit: z.int().min(1).max(1_000).default(200) }), output: z.object({ items: z.array(KeptEvent) }),
      }),
      redriveEvents: command({
        ...operators, method: 'POST', path: path('/redrive'), summary: 'Try again what is kept: one event, or all that are parked',
        input: z.strictObject({ source: kept.source.optional(), position: kept.position.optional() }), output: z.object({ redriven: z.int() }), errors: ['NOT_FOUND'],
      }),
      skipEvent: command({
        ...operators, method: 'POST', path: path('/skip'), summary: 'Give an event up that is kept, so that those behind it go on',
        input: z.strictObject({ ...kept, reason: line(500) }), output: KeptEvent, errors: ['NOT_FOUND'],
      }),
      replayEvents: command({
        ...operators, method: 'POST', path: path('/replay'), summary: 'Handle the events of a module again, after a position; from 0 on, what has been kept of them is made anew',
        input: z.strictObject({ source: kept.source, after: z.int().min(0) }), output: z.object({ position: z.int() }), errors: ['NOT_FOUND', 'CONFLICT'],
      }),
      pruneEvents: command({
        ...operators, method: 'POST', path: path('/prune'), summary: 'Remove events that have been archived, those after one position and up to another',
        input: z.strictObject(pruning), output: z.object({ pruned: z.int() }), errors: ['CONFLICT'],
      }),
      forgetSubscriber: command({
        ...operators, method: 'DELETE', path: path('/subscribers/{subscriber}'), summary: 'Forget a subscriber that will not come back, so that it holds no event back', status: 204, reply: 'none',
        input: z.strictObject({ subscriber: z.string() }), output: z.void(), errors: ['NOT_FOUND'],
      }),
    },
    events: [],
  });
};

export type EventsContract = ReturnType<typeof eventsContract>;
export type EventsPort = Port<EventsContract>;
