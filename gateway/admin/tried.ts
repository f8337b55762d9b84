import { z } from 'zod';

const operations = z.record(z.string(), z.object({
  tries: z.int(),
  failed: z.int().describe('Without an answer, or answered with 500 or above.'),
  latencies: z.array(z.tuple([z.int(), z.int()])).describe('Pairs of bucket and answers. Bucket n reaches to 0.25 ms × 1.25^n.'),
}));

/** What one process of a gateway has tried of a module since it was started. */
export const Tried = z.object({
  gateway: z.string().describe('Another one after each start: counts begin anew then.'),
  sides: z.object({ monolith: operations, service: operations }).describe('By side and operation.'),
  principals: z.int().describe('Callers whose requests have gone to the service.'),
  late: z.number().describe('Milliseconds by which the process is late itself at most nine times in ten: of each latency, so much may be its own.'),
}).meta({ id: 'Tried' });
export type Tried = z.output<typeof Tried>;
