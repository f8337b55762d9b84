import { command, defineContract, defineEvent, entityTag, integerId, line, pageInput, pageOf, query, type Contract, type EventDefinition, type Operation } from '@aurora/kernel';
import { z } from 'zod';

const Book = z.object({
  id: integerId,
  title: z.string(),
  state: z.enum(['in', 'out']),
  isbn: z.string().nullable(),
  note: z.string().optional(),
  authors: z.array(z.object({ name: z.string() })),
  version: z.int(),
}).meta({ id: 'Book' });

/** A tree of unknown depth, without a name of its own. */
const shelf: z.ZodType = z.object({ name: z.string(), get inside() { return z.array(shelf); } });

const id = { id: integerId };

export const operations = {
  add: command({
    method: 'POST', path: '/books', summary: 'Add a book', scope: 'library:write', status: 201,
    input: z.strictObject({ title: line(100), isbn: z.string().nullable().optional(), copies: z.int().min(1).max(9).default(1) }),
    output: Book, errors: ['CONFLICT'], location: book => `/books/${book.id}`, tag: entityTag,
  }),
  get: query({
    method: 'GET', path: '/books/{id}', summary: 'One book', scope: 'library:read',
    input: z.strictObject({ id: integerId.describe('Id of the book.') }), output: Book, errors: ['NOT_FOUND'], tag: entityTag,
  }),
  loan: command({
    method: 'PUT', path: '/books/{copy_id}', summary: 'Lend a copy', scope: 'library:write',
    input: z.strictObject({ copy_id: integerId.describe('Id of the copy.'), reader: line(50), if_match: z.string().optional() }), headers: { if_match: 'if-match' },
    output: Book, errors: ['NOT_FOUND', 'STALE_VERSION'],
  }),
  list: query({
    method: 'GET', path: '/books', summary: 'Books', scope: 'library:read', cache: { maxAge: 30, perPrincipal: true, shared: { maxAge: 5, staleIfError: 60 } }, ignore: ['items.*.note'],
    input: z.strictObject({ ...pageInput, sort: z.enum(['id', 'title']).default('id') }), output: pageOf(Book),
  }),
  shelves: query({ method: 'GET', path: '/shelves', summary: 'Shelves', scope: null, input: z.strictObject({}), output: z.object({ all: shelf }) }),
  scan: command({
    method: 'POST', path: '/books/{id}/scan', summary: 'Store a scan', scope: 'library:write', status: 204, body: 'stream', reply: 'none',
    input: z.strictObject({ ...id, name: line(50) }), output: z.void(),
  }),
  read: query({
    method: 'GET', path: '/books/{id}/scan', summary: 'The scan', scope: null, reply: 'stream',
    input: z.strictObject(id), output: z.unknown(), errors: ['NOT_FOUND', 'RANGE_NOT_SATISFIABLE'],
  }),
  remove: command({
    method: 'DELETE', path: '/internal/books/{id}', summary: 'Forget a book', scope: 'library:write', internal: true, status: 204, reply: 'none',
    input: z.strictObject(id), output: z.void(),
  }),
};

export const BookAdded = defineEvent({
  name: 'BookAdded', aggregate: 'book', verb: 'added', version: 1,
  data: z.object({ id: integerId, title: z.string(), state: z.enum(['in', 'out']) }),
});

type Change = { readonly operations?: Record<string, Operation>; readonly events?: readonly EventDefinition[]; readonly version?: number };

/** The contract of a small library, or a changed one. */
export const library = (change: Change = {}): Contract => defineContract<Record<string, Operation>>({
  module: 'library', version: 1, title: 'Library', operations: { ...operations } as unknown as Record<string, Operation>, events: [BookAdded], ...change,
});

/** The library with one operation put in another's place. */
export const withOperation = (name: string, change: object): Contract =>
  library({ operations: { ...operations, [name]: { ...operations[name as keyof typeof operations], ...change } } as unknown as Record<string, Operation> });
