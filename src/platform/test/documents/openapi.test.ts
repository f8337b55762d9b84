import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { openApi, type OpenApiOptions } from '../../documents/index.ts';
import { library, operations, withOperation } from './library-contract.ts';

type Parameter = { $ref?: string; name: string; in: string; required: boolean; description?: string };
type Described = { operationId: string; security: object[]; parameters?: Parameter[]; requestBody?: { content: Record<string, { schema: Record<string, unknown> }> }; responses: Record<string, { description: string; headers: Record<string, object>; content?: Record<string, { schema: unknown }> }> };

const document = (options: Partial<OpenApiOptions> = {}) => openApi({ contracts: [library()], prefix: '/api/v1', title: 'Library', ...options });
const operation = (path: string, method: string): Described => document({ internal: true }).paths[path]![method] as unknown as Described;
const parameters = (path: string, method: string): string[] =>
  (operation(path, method).parameters ?? []).map(({ $ref, name, in: place, required }) => $ref?.split('/').at(-1) ?? `${place} ${name}${required ? '' : '?'}`);

describe('paths', () => {
  test('operations whose paths differ in names alone share one, and each says what its parameter is', () => {
    const { paths } = document();
    expect(Object.keys(paths['/books/{id}']!)).toEqual(['get', 'put']);
    expect(paths).not.toHaveProperty(['/books/{copy_id}']);
    const described = (['get', 'put'] as const).map(method => operation('/books/{id}', method).parameters![0]);
    expect(described).toMatchObject([{ name: 'id', in: 'path', description: 'Id of the book.' }, { name: 'id', in: 'path', description: 'Id of the copy.' }]);
  });

  test('internal operations are there only if asked for, and say so', () => {
    expect(document().paths).not.toHaveProperty(['/internal/books/{id}']);
    expect(operation('/internal/books/{id}', 'delete')).toMatchObject({ 'x-internal': true, description: 'Needs the scope `library:write`. For modules alone.' });
  });

  test('two operations at one method and path are refused by name', () => {
    const twice = library({ operations: { ...operations, again: operations.loan } as never });
    expect(() => document({ contracts: [twice] })).toThrow('Both library.loan and library.again answer PUT /books/{copy_id}.');
  });
});

describe('requests', () => {
  test.each([
    ['/books', 'post', ['IdempotencyKey']],
    ['/books', 'get', ['query limit?', 'query cursor?', 'query sort?']],
    ['/books/{id}', 'get', ['path id', 'IfNoneMatch']],
    ['/books/{id}', 'put', ['path id', 'header If-Match?', 'IdempotencyKey']],
    ['/books/{id}/scan', 'post', ['path id', 'query name?', 'IdempotencyKey']],
    ['/books/{id}/scan', 'get', ['path id', 'IfNoneMatch', 'Range', 'IfRange']],
    ['/shelves', 'get', []],
  ])('%s %s takes its parameters where the request carries them', (path, method, expected) => {
    expect(parameters(path, method)).toEqual(expected);
  });

  test('a body holds what neither path nor headers carry, and no other field', () => {
    expect(operation('/books/{id}', 'put').requestBody!.content['application/json']!.schema).toMatchObject({ required: ['reader'], additionalProperties: false });
    expect(operation('/books', 'post').requestBody!.content['application/json']!.schema).toMatchObject({ required: ['title'], properties: { copies: { default: 1 } } });
  });

  test('bytes come as a form with the part `file`, or as they are', () => {
    const { content } = operation('/books/{id}/scan', 'post').requestBody!;
    expect(Object.keys(content)).toEqual(['multipart/form-data', 'application/octet-stream', '*/*']);
    expect(content['multipart/form-data']!.schema).toMatchObject({ required: ['file'] });
  });
});

describe('answers', () => {
  test.each([
    ['/books', 'post', '201', ['X-Correlation-Id', 'ETag', 'Location']],
    ['/books', 'get', '200', ['X-Correlation-Id', 'Link']],
    ['/books/{id}', 'get', '200', ['X-Correlation-Id', 'ETag']],
    ['/books/{id}/scan', 'get', '206', ['X-Correlation-Id', 'ETag', 'Content-Range']],
    ['/internal/books/{id}', 'delete', '204', ['X-Correlation-Id']],
  ])('%s %s %s has its headers', (path, method, status, expected) => {
    expect(Object.keys(operation(path, method).responses[status]!.headers)).toEqual(expected);
  });

  test('errors stand under their status, all codes of it named, in both forms', () => {
    const { responses } = operation('/books/{id}', 'put');
    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '404', '408', '409', '412', '413', '415', '422', '500', '502', '503', '504', '507', 'default']);
    expect(responses['422']!.description).toMatch(/`VALIDATION_FAILED`.*`IDEMPOTENCY_KEY_REUSED`/s);
    expect(Object.keys(responses['412']!.content!)).toEqual(['application/json', 'application/problem+json']);
  });

  test('304 is there for what has an entity tag and is read', () => {
    expect(operation('/books/{id}', 'get').responses).toHaveProperty('304');
    expect(operation('/books/{id}', 'put').responses).not.toHaveProperty('304');
    expect(operation('/books', 'get').responses).not.toHaveProperty('304');
  });

  test('an answer may get more fields', () => {
    expect(document().components['schemas']!['Book']).not.toHaveProperty('additionalProperties');
  });
});

describe('schemas', () => {
  test('have the names of their contracts, pages those of their items, and recursive ones that of the operation', () => {
    expect(Object.keys(document().components['schemas']!)).toEqual(['Book', 'BookPage', 'ErrorResponse', 'LibraryShelvesPart0', 'ProblemDetails']);
  });

  test('a page with more than items stands where it is used', () => {
    const counted = withOperation('list', { output: operations.list.output.extend({ total: z.int() }) });
    expect(Object.keys(document({ contracts: [counted] }).components['schemas']!)).not.toContain('BookPage');
  });

  test('two of one name are refused', () => {
    const impostor = withOperation('get', { output: z.object({ other: z.string() }).meta({ id: 'Book' }) });
    expect(() => document({ contracts: [impostor] })).toThrow('Two schemas are named Book');
  });
});

describe('the document', () => {
  test('is the same, byte for byte, for the same contracts', () => {
    expect(JSON.stringify(document())).toBe(JSON.stringify(document()));
  });

  test.each([
    [{ prefix: '/api/v1' }, '/api/v1', '1'],
    [{ prefix: '/api/v3', publicUrl: 'https://aurora.example.edu/' }, 'https://aurora.example.edu/api/v3', '3'],
    [{ prefix: '', publicUrl: undefined }, '/', '4'],
  ])('at %j is served from %s as version %s', (options, url, version) => {
    const { servers, info } = document({ contracts: [library({ version: 4 })], ...options });
    expect([servers[0]!.url, info['version']]).toEqual([url, version]);
  });

  test('says who may: a token or a key with the scope, or anyone', () => {
    expect(operation('/books', 'get').security).toEqual([{ bearer: ['library:read'] }, { apiKey: ['library:read'] }]);
    expect(operation('/shelves', 'get').security).toEqual([]);
  });
});
