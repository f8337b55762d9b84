import { errorTable, type ErrorCode, type Operation } from '@aurora/kernel';
import { z } from 'zod';
import { headerCase } from '../input-fields.ts';
import { byStatus, possibleErrors } from '../possible-errors.ts';
import type { SchemaBook } from '../schema-book.ts';
import { answerSchema, isPage } from './answer-schema.ts';
import { revalidates } from './parameters.ts';

type Response = Readonly<Record<string, unknown>>;

/** Every answer of an operation by status: success, 304, the errors it can give, and `default` for what any server may say. */
export function responses(operation: Operation, owner: string, book: SchemaBook): Readonly<Record<string, Response>> {
  const answers: Record<string, Response> = { [operation.status]: success(operation, owner, book) };
  if (operation.reply === 'later') {
    answers['202'] = { ...success({ ...operation, status: 202, reply: 'json' }, owner, book) };
    answers[operation.status] = { description: reasons[operation.status], headers: headers('CorrelationId') };
  }
  if (operation.reply === 'stream') answers['206'] = { ...success(operation, owner, book), description: 'The part asked for.', headers: headers('CorrelationId', 'ETag', 'ContentRange') };
  if (revalidates(operation)) answers['304'] = { $ref: '#/components/responses/NotModified' };
  for (const [status, codes] of byStatus(possibleErrors(operation))) answers[status] = failure(status, codes);
  return { ...answers, default: { $ref: '#/components/responses/Error' } };
}

const reasons = { 200: 'Done.', 201: 'Made.', 202: 'Taken; it will be done.', 204: 'Done; there is nothing to say.' } as const;

function success(operation: Operation, owner: string, book: SchemaBook): Response {
  const names = ['CorrelationId'];
  if (operation.tag || operation.reply === 'stream') names.push('ETag');
  if (operation.location) names.push('Location');
  if (isPage(operation.output)) names.push('Link');
  if (operation.reply === 'stream') names.push('AcceptRanges', 'ContentDisposition');
  return { description: reasons[operation.status], headers: { ...headers(...names), ...own(operation, book) }, ...content(operation, owner, book) };
}

/** Headers that carry fields of the output, and those that are always there. */
function own({ answerHeaders, constantHeaders, output }: Operation, book: SchemaBook): Record<string, object> {
  const carried = Object.entries(answerHeaders);
  const { properties = {} } = carried.length > 0 ? book.output(z.object((output as z.ZodObject).shape), '') : {};
  return Object.fromEntries([
    ...Object.entries(constantHeaders).map(([header, value]) => [headerCase(header), { schema: { type: 'string', const: value } }]),
    ...carried.map(([field, header]) => {
      const { description, ...schema } = properties[field] ?? {};
      return [headerCase(header), { ...(description === undefined ? {} : { description }), schema }];
    }),
  ]);
}

function content(operation: Operation, owner: string, book: SchemaBook): object {
  if (operation.reply === 'none' || operation.reply === 'headers') return {};
  if (operation.reply === 'events') return { content: { 'text/event-stream': { schema: { type: 'string' } } } };
  if (operation.reply === 'stream') return { content: { '*/*': { schema: { type: 'string', format: 'binary' } } } };
  return { content: { 'application/json': { schema: answerSchema(operation.output, owner, book) } } };
}

const later = new Set([409, 429, 503]);

function failure(status: number, codes: readonly ErrorCode[]): Response {
  return {
    description: codes.map(code => `\`${code}\`: ${errorTable[code].message}`).join('\n\n'),
    headers: headers('CorrelationId', ...(later.has(status) ? ['RetryAfter'] : [])),
    content: errorContent,
  };
}

/** An error in the form of old, and as RFC 9457 for a client that asks for it. */
export const errorContent = {
  'application/json': { schema: { $ref: '#/components/schemas/ErrorResponse' } },
  'application/problem+json': { schema: { $ref: '#/components/schemas/ProblemDetails' } },
};

/** Headers of an answer, by their names in `components`. */
export const headers = (...names: readonly string[]): Record<string, object> =>
  Object.fromEntries(names.map(name => [headerNames[name]!, { $ref: `#/components/headers/${name}` }]));

const headerNames: Readonly<Record<string, string>> = {
  CorrelationId: 'X-Correlation-Id', ETag: 'ETag', Location: 'Location', Link: 'Link', RetryAfter: 'Retry-After',
  AcceptRanges: 'Accept-Ranges', ContentRange: 'Content-Range', ContentDisposition: 'Content-Disposition',
};
