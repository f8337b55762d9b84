import { z } from 'zod';

/** An event as one module hands it to another: what is stored, with its position. */
export const StoredEvent = z.object({
  position: z.int().min(1).describe('Where it is in the order of its module; positions have no gaps.'),
  event_id: z.string(),
  stream_id: z.string().describe('`<aggregate>-<id>`.'),
  version: z.int().min(1).describe('Where it is in its stream; versions have no gaps.'),
  event_type: z.string().describe('With the version of its data, as in `subject.created.v1`.'),
  event_data: z.unknown(),
  metadata: z.object({
    correlation_id: z.string(),
    principal: z.string(),
    command_id: z.string().optional(),
    causation_id: z.string().optional().describe('Id of the event that it was caused by.'),
    traceparent: z.string().optional(),
  }),
  timestamp: z.string(),
}).meta({ id: 'StoredEvent' });
export type StoredEvent = z.output<typeof StoredEvent>;
