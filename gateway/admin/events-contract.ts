import { command, line, query } from '@aurora/kernel';
import { EventsStatus, KeptEvent, LoggedEvent, pruning, StoredEvent } from '@aurora/platform/contracts';
import { z } from 'zod';
import { knownModule as module } from './known-module.ts';

const position = z.int().min(1).meta({ examples: [4711] });
const limit = z.int().min(1).max(1_000).default(100).describe('1 to 1000.');
const after = z.int().min(0).default(0);
const scope = 'admin';

/** What operators see of events, and decide about those that could not be handled. */
export const eventsOperations = {
  eventsStatus: query({
    method: 'GET', path: '/admin/events', summary: 'How many events each module has told of, and how far each is with those of others', scope,
    input: z.strictObject({}), output: z.object({ items: z.array(EventsStatus), away: z.array(z.string()).describe('Modules that do not answer.') }),
  }),
  listEvents: query({
    method: 'GET', path: '/admin/events/{module}', summary: 'Events of a module in their order', scope,
    input: z.strictObject({ ...module, after: after.describe('Position.'), limit, wait: z.int().min(0).max(2_000).default(0).describe('Milliseconds to wait where there are none.') }),
    output: z.object({ items: z.array(StoredEvent), pruned: z.int().describe('Events up to this position have been archived and are not among them.') }), errors: ['NOT_FOUND'],
  }),
  getEvent: query({
    method: 'GET', path: '/admin/events/{module}/by-id/{id}', summary: 'One event', scope,
    input: z.strictObject({ ...module, id: z.string() }), output: LoggedEvent, errors: ['NOT_FOUND'],
  }),
  listEventsOf: query({
    method: 'GET', path: '/admin/events/{module}/of/{stream}', summary: 'Events of one aggregate in their order', scope,
    input: z.strictObject({ ...module, stream: z.string().max(100).meta({ examples: ['subject-7'] }), after: after.describe('Version.'), limit }), output: z.object({ items: z.array(LoggedEvent) }), errors: ['NOT_FOUND'],
  }),
  keptEvents: query({
    method: 'GET', path: '/admin/events/{module}/kept', summary: 'Events that a module could not handle, and those that wait behind them', scope,
    input: z.strictObject({ ...module, status: z.enum(['waiting', 'parked', 'skipped']).optional(), limit }), output: z.object({ items: z.array(KeptEvent) }), errors: ['NOT_FOUND'],
  }),
  redriveEvents: command({
    method: 'POST', path: '/admin/events/{module}/redrive', summary: 'Let a module try again one event that it keeps, or all that are parked', scope,
    input: z.strictObject({ ...module, source: z.string().optional(), position: position.optional() }).refine(({ position: one, source }) => (one === undefined) === (source === undefined), 'source and position go together'),
    output: z.object({ redriven: z.int() }), errors: ['NOT_FOUND'],
  }),
  skipEvent: command({
    method: 'POST', path: '/admin/events/{module}/skip', summary: 'Let a module give up an event that it keeps; those behind it go on', scope,
    input: z.strictObject({ ...module, source: z.string(), position, reason: line(500).meta({ examples: ['The file is gone for good'] }) }), output: KeptEvent, errors: ['NOT_FOUND'],
  }),
  replayEvents: command({
    method: 'POST', path: '/admin/events/{module}/replay', summary: 'Let a module handle another\'s events again, after a position; after 0, what it has made of them is made anew', scope,
    input: z.strictObject({ ...module, source: z.string(), after: z.int().min(0) }), output: z.object({ position: z.int() }), errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  pruneEvents: command({
    method: 'POST', path: '/admin/events/{module}/prune', summary: 'Remove events of a module that have been archived and that every subscriber has processed', scope,
    input: z.strictObject({ ...module, ...pruning }), output: z.object({ pruned: z.int().describe('Events up to this position are gone.') }), errors: ['NOT_FOUND', 'CONFLICT'],
  }),
  forgetSubscriber: command({
    method: 'DELETE', path: '/admin/events/{module}/subscribers/{subscriber}', summary: 'Forget who heard of a module\'s events and will not come back, so that it holds none back', scope, status: 204, reply: 'none',
    input: z.strictObject({ ...module, subscriber: z.string().max(64).meta({ examples: ['reports'] }) }), output: z.void(), errors: ['NOT_FOUND'],
  }),
};
