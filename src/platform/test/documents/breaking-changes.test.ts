import { defineEvent, integerId, line, pageOf, upcast, type Contract, type EventUse } from '@aurora/kernel';
import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { breakingChanges, describeContract, undeclaredChanges } from '../../documents/index.ts';
import { BookAdded, library, operations, withOperation } from './library-contract.ts';

/** What others use of its events: all of them, but no text of anything else. */
const uses: readonly EventUse[] = [{ consumer: 'shop', type: 'book.added.v1', fields: ['id', 'title', 'state'] }];

/** Changes as they would be found against the committed report: both sides have been JSON. */
const changes = (after: Contract, compare = breakingChanges, old = library()): string[] => {
  const [before, now] = [old, after].map(contract => JSON.parse(JSON.stringify(describeContract(contract))));
  return compare(before, now, uses).map(({ at, what }) => `${at} ${what}`);
};

const without = (name: string) => {
  const { [name as 'add']: _, ...rest } = operations;
  return library({ operations: rest as never });
};
const add = operations.add.input.shape;
const input = (fields: object) => withOperation('add', { input: z.strictObject({ ...add, ...fields } as z.ZodRawShape) });
const book = operations.get.output.shape;
const output = (fields: object) => withOperation('get', { output: z.object({ ...book, ...fields } as z.ZodRawShape) });
const event = (fields: object) => library({ events: [{ ...BookAdded, data: z.object({ ...BookAdded.data.shape, ...fields } as z.ZodRawShape) }] });

describe('a contract that takes something away', () => {
  test.each<[string, Contract, string[]]>([
    ['an operation', without('get'), ['get is gone']],
    ['the method', withOperation('loan', { method: 'PATCH' }), ['loan method was PUT, is PATCH']],
    ['the path', withOperation('list', { path: '/all-books' }), ['list path was /books, is /all-books']],
    ['the name of a path parameter, which callers of the port give', withOperation('get', { path: '/books/{book_id}', input: z.strictObject({ book_id: integerId }) }),
      ['get path was /books/{id}, is /books/{book_id}', 'get input.book_id is new and needed', 'get input.id is not taken any more']],
    ['the status', withOperation('add', { status: 202 }), ['add status was 201, is 202']],
    ['the scope', withOperation('get', { scope: 'library:write' }), ['get scope was library:read, is library:write']],
    ['openness', withOperation('shelves', { scope: 'library:read' }), ['shelves scope was none, is library:read']],
    ['the kind', withOperation('get', { kind: 'command' }), ['get kind was query, is command']],
    ['publicity', withOperation('get', { internal: true }), ['get is internal now']],
    ['idempotence', withOperation('add', { idempotent: false }), ['add is not idempotent any more']],
    ['the entity tag', withOperation('get', { tag: undefined }), ['get has no entity tag any more']],
    ['the Location', withOperation('add', { location: undefined }), ['add has no Location any more']],
    ['the place of a field', withOperation('loan', { headers: {} }), ['loan input.if_match was in header If-Match, is in body']],

    ['an input field', withOperation('add', { input: z.strictObject({ title: add.title, copies: add.copies }) }), ['add input.isbn is not taken any more']],
    ['by a new field that is needed', input({ shelf: line(9) }), ['add input.shelf is new and needed']],
    ['by needing what was optional', input({ isbn: z.string().nullable() }), ['add input.isbn is needed now']],
    ['null from an input', input({ isbn: z.string().optional() }), ['add input.isbn takes less: was string or null, is string']],
    ['length from an input', input({ title: line(50) }), ['add input.title takes less: was string, 1 to 100 characters, is string, 1 to 50 characters']],
    ['numbers from an input', input({ copies: z.int().min(2).max(9).default(1) }), ['add input.copies takes less: was integer >= 1, <= 9, is integer >= 2, <= 9']],
    ['the default of an input', input({ copies: z.int().min(1).max(9).default(2) }), ['add input.copies default was 1, is 2']],
    ['the type of an input', input({ title: z.int() }), ['add input.title takes less: was string, 1 to 100 characters, is integer']],
    ['text from an input by a pattern', input({ isbn: z.string().regex(/^\d+$/).nullable().optional() }),
      ['add input.isbn takes less: was {"type":["string","null"]}, is {"anyOf":[{"type":"string","pattern":"^\\\\d+$"},{"type":"null"}]}']],
    ['a value of an input', withOperation('list', { input: operations.list.input.extend({ sort: z.enum(['id']).default('id') }) }),
      ['list input.sort takes less: was "id" | "title", is "id"']],

    ['an output field', withOperation('get', { output: z.object(book).omit({ isbn: true }) }), ['get output.isbn is gone']],
    ['an optional output field', withOperation('get', { output: z.object(book).omit({ note: true }) }), ['get output.note is gone']],
    ['the certainty of an output field', output({ title: z.string().optional() }), ['get output.title may be absent now']],
    ['by a null in an output', output({ title: z.string().nullable() }), ['get output.title may be something else: was string, is string or null']],
    ['by a new value in an output', output({ state: z.enum(['in', 'out', 'lost']) }), ['get output.state may be something else: was "in" | "out", is "in" | "out" | "lost"']],
    ['the type of an output field', output({ version: z.string() }), ['get output.version may be something else: was integer, is string']],
    ['whole numbers in an output', output({ version: z.number() }), ['get output.version may be something else: was integer, is number']],
    ['a field inside an array', output({ authors: z.array(z.object({ surname: z.string() })) }), ['get output.authors[].name is gone']],
    ['a field of a list\'s items', withOperation('list', { output: pageOf(z.object(book).omit({ isbn: true })) }), ['list output.items[].isbn is gone']],
    ['JSON from a reply', withOperation('get', { reply: 'none', output: z.void() }), ['get reply was json, is none']],

    ['an event', library({ events: [] }), ['book.added.v1 is gone; shop uses it']],
    ['an event\'s name', library({ events: [{ ...BookAdded, name: 'BookBought' }] }), ['book.added.v1 name was BookAdded, is BookBought; shop uses it']],
    ['a stream\'s rest', library({ events: [{ ...BookAdded, last: true }] }), ['book.added.v1 ends its stream now; shop uses it']],
    ['an event\'s field', library({ events: [{ ...BookAdded, data: BookAdded.data.omit({ title: true }) }] }), ['book.added.v1 data.title is gone; shop uses it']],
    ['the type of an event\'s field', event({ id: z.string() }), ['book.added.v1 data.id may be something else: was integer > 0, is string; shop uses it']],
    ['by a new value in an event', event({ state: z.string() }), ['book.added.v1 data.state may be something else: was "in" | "out", is string; shop uses it']],
  ])('%s: breaks its consumers', (_what, after, expected) => {
    expect(changes(after)).toEqual(expected);
  });

  test('tells of everything at once', () => {
    const after = library({ operations: { ...operations, get: { ...operations.get, scope: 'library:write' }, add: { ...operations.add, status: 200 } } as never, events: [] });
    expect(changes(after)).toEqual(['add status was 201, is 200', 'get scope was library:read, is library:write', 'book.added.v1 is gone; shop uses it']);
  });
});

describe('a contract that only gives', () => {
  const later = defineEvent({ name: 'BookAdded', aggregate: 'book', verb: 'added', version: 2, data: z.object({ id: integerId }) });
  test.each<[string, Contract]>([
    ['nothing new', library()],
    ['an operation', library({ operations: { ...operations, also: { ...operations.get, path: '/also/{id}' } } as never })],
    ['an optional input field', input({ shelf: line(9).optional() })],
    ['an input field with a default', input({ shelf: line(9).default('A') })],
    ['a wider input', input({ title: line(200), copies: z.number().min(0).max(10).default(1) })],
    ['an input that need not be given', input({ title: line(100).optional() })],
    ['more values of an input', withOperation('list', { input: operations.list.input.extend({ sort: z.enum(['id', 'title', 'isbn']).default('id') }) })],
    ['any text where values were listed', withOperation('list', { input: operations.list.input.extend({ sort: z.string().max(10).default('id') }) })],
    ['a field in the answer', output({ shelf: z.string() })],
    ['a narrower answer', output({ isbn: z.string(), state: z.enum(['in']), version: z.int().min(1) })],
    ['a certain field in the answer', output({ note: z.string() })],
    ['another text', withOperation('get', { summary: 'Exactly one book', timeout: 9_000 })],
    ['an error of its own', withOperation('get', { errors: ['NOT_FOUND', 'CONFLICT'] })],
    ['openness to all', withOperation('get', { scope: null })],
    ['an event', library({ events: [BookAdded, later] })],
    ['a field of an event', event({ shelf: z.string() })],
  ])('%s: breaks nobody', (_what, after) => {
    expect(changes(after)).toEqual([]);
  });
});

describe('what is told by an event', () => {
  const told = (...fields: readonly string[]): readonly EventUse[] => [{ consumer: 'shop', type: 'book.added.v1', fields }];
  const found = (after: Contract, of: readonly EventUse[], before = library()): string[] => changes(after, (old, now) => breakingChanges(old, now, of), before);
  const without = { data: BookAdded.data.omit({ title: true }) };
  const withEvent = (change: object): Contract => library({ events: [{ ...BookAdded, ...change } as typeof BookAdded] });
  const v1 = upcast(1, BookAdded.data, ({ title, ...rest }) => ({ ...rest, name: title }));
  const v2 = (upcasts = [v1]) => defineEvent({ name: 'BookAdded', aggregate: 'book', verb: 'added', version: 2, data: z.object({ id: integerId, name: z.string(), state: z.string() }), upcasts });

  test('may go if nobody uses it, and names who does if it may not', () => {
    expect(found(withEvent(without), told('id', 'state'))).toEqual([]);
    expect(found(withEvent(without), [])).toEqual([]);
    expect(found(withEvent(without), [...told('title'), { consumer: 'school', type: 'book.added.v1', fields: ['title'] }])).toEqual(['book.added.v1 data.title is gone; shop uses it', 'book.added.v1 data.title is gone; school uses it']);
    expect(found(withEvent({ data: BookAdded.data.extend({ title: z.string().nullable() }) }), told('id', 'title'))).toEqual(['book.added.v1 data.title may be something else: was string, is string or null; shop uses it']);
    expect(found(library({ events: [] }), [])).toEqual([]);
  });

  test('has a new version that says how the old one is read', () => {
    expect(found(library({ events: [v2()] }), told('title'))).toEqual([]);
    expect(found(library({ events: [v2([])] }), told())).toEqual(['book.added.v1 can be read no more: book.added.v2 has no upcast of it']);
    const narrow = upcast(1, BookAdded.data.extend({ state: z.enum(['in']) }), data => data);
    expect(found(library({ events: [v2([narrow])] }), [])).toEqual(['book.added.v1 data.state takes less: was "in" | "out", is "in"']);
  });

  test('is read from every version that has been stored, whatever the version of the contract', () => {
    const before = library({ events: [v2()] });
    const now = library({ events: [v2([])], version: 7 });
    expect(changes(now, (old, next) => undeclaredChanges(old, next, []), before)).toEqual(['book.added.v1 can be read no more: book.added.v2 has no upcast of it']);
    const v3 = defineEvent({ name: 'BookAdded', aggregate: 'book', verb: 'added', version: 3, data: z.object({ id: integerId }), upcasts: [v1, upcast(2, v2().data, ({ id }) => ({ id }))] });
    expect(found(library({ events: [v3] }), told('title'), before)).toEqual([]);
    const gap = () => defineEvent({ name: 'BookAdded', aggregate: 'book', verb: 'added', version: 3, data: z.object({ id: integerId }), upcasts: [v1] });
    expect(gap).toThrow('do not lead to version 3');
  });
});

describe('the version of a contract', () => {
  const broken = without('get').operations;
  test('unchanged, it lets no breaking change pass', () => {
    expect(changes(library({ operations: broken }), undeclaredChanges)).toEqual(['get is gone']);
  });
  test('raised, it owns up to them', () => {
    expect(changes(library({ operations: broken, version: 2 }), undeclaredChanges)).toEqual([]);
  });
  test('never goes back', () => {
    expect(changes(library({ version: 0 }), undeclaredChanges)).toEqual(['version went back from 1 to 0']);
  });
});
