import { hash } from 'node:crypto';
import { evaluationContext } from '@aurora/config/contract';
import { defineContract, query } from '@aurora/kernel';
import { jsonOf } from '@aurora/platform/lasting-json';
import { z } from 'zod';

/** What the paths of the protocol begin with. */
export const ofrepPrefix = '/ofrep/v1';

const metadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional().describe('Those of the flag\'s definition.');

/** What a flag says, or why it says nothing: without a value the caller's own default holds. */
const OfrepEvaluation = z.object({
  key: z.string(),
  value: z.unknown().optional(),
  variant: z.string().optional(),
  reason: z.string().optional(),
  metadata,
  errorCode: z.enum(['PARSE_ERROR', 'TARGETING_KEY_MISSING', 'INVALID_CONTEXT', 'GENERAL']).optional(),
  errorDetails: z.string().optional(),
}).meta({ id: 'OfrepEvaluation' });
export type OfrepEvaluation = z.output<typeof OfrepEvaluation>;

const OfrepBulkEvaluation = z.object({
  flags: z.array(OfrepEvaluation),
  eventStreams: z.array(z.object({ type: z.literal('sse'), endpoint: z.object({ origin: z.string().optional(), requestUri: z.string() }) })).optional()
    .describe('Where changes are told of; its URL is a credential that ends soon.'),
}).meta({ id: 'OfrepBulkEvaluation' });
export type OfrepBulkEvaluation = z.output<typeof OfrepBulkEvaluation>;

/** What clients send besides is none of ours: the protocol lets them. */
const context = evaluationContext.refine(({ targetingKey }) => targetingKey === undefined || typeof targetingKey === 'string', { path: ['targetingKey'], message: 'must be a string' })
  .describe('What targeting may look at; `targetingKey` says who is asking.');

/** Answers are sent again as the same objects. */
const bulkTags = new WeakMap<OfrepBulkEvaluation, string>();

/** Of all that is answered, where changes are told of included: who asks again with a stream that has ended is told of the next one. */
function bulkTag(answer: OfrepBulkEvaluation): string {
  const known = bulkTags.get(answer);
  if (known !== undefined) return known;
  const tag = hash('sha256', jsonOf(answer), 'base64url');
  bulkTags.set(answer, tag);
  return tag;
}

/**
 * The OpenFeature Remote Evaluation Protocol, 0.3 (https://github.com/open-feature/protocol: `service/openapi.yaml`, and ADR 0008 for
 * event streams). Its own document describes it better than Aurora's could, whose names of fields it does not share.
 */
export const ofrepContract = defineContract({
  module: 'ofrep',
  version: 1,
  title: 'OpenFeature Remote Evaluation Protocol',
  operations: {
    evaluateFlag: query({
      method: 'POST', path: '/evaluate/flags/{key}', summary: 'What one flag says to a context', scope: null, body: 'json', shadow: 'never',
      input: z.object({ key: z.string().max(1000), context }), output: OfrepEvaluation, errors: ['NOT_FOUND'],
    }),
    evaluateFlags: query({
      method: 'POST', path: '/evaluate/flags', summary: 'What all flags say to a context that the caller may evaluate', scope: null, body: 'json', shadow: 'never',
      input: z.object({ context }), output: OfrepBulkEvaluation, tag: bulkTag, tagPerInput: true,
    }),
    flagEvents: query({
      method: 'GET', path: '/events', summary: 'Tells when flags have changed, as server-sent events', scope: null, reply: 'events',
      input: z.strictObject({
        token: z.string().max(200).describe('From the answer that named this stream.'),
        since: z.coerce.number().int().min(0).default(0).describe('Revision of the flags that the client knows.'),
        last_event_id: z.string().max(200).optional(),
      }),
      headers: { last_event_id: 'last-event-id' }, output: z.void(),
    }),
  },
  events: [],
});
