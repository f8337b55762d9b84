import { AuroraError, command, defineContract, line, pageInput, query, type Content, type ContentStream, type Handlers } from '@aurora/kernel';
import { z } from 'zod';

const key = { key: z.string().min(1).max(50) };

/** A contract with one operation of each kind: an input in the path, in the query, in a header, in the body, bytes in and bytes out. */
export const notesContract = defineContract({
  module: 'notes',
  version: 1,
  title: 'Notes',
  operations: {
    put: command({
      method: 'PUT', path: '/notes/{key}', summary: 'Keep a note', scope: 'notes:write', headers: { if_match: 'if-match' },
      input: z.strictObject({ ...key, if_match: z.string().optional(), value: z.unknown(), title: line(20).default('untitled'), content: z.string().optional() }),
      output: z.object({ key: z.string(), title: z.string(), value: z.unknown(), if_match: z.string().nullable(), content: z.string().nullable() }), errors: ['CONFLICT'],
    }),
    list: query({
      method: 'GET', path: '/notes', summary: 'What was asked for', scope: 'notes:read',
      input: z.strictObject({ ...pageInput, q: z.string().optional(), exact: z.boolean().default(false) }),
      output: z.object({ limit: z.int(), cursor: z.string().nullable(), q: z.string().nullable(), exact: z.boolean() }),
    }),
    remove: command({
      method: 'DELETE', path: '/notes/{key}', summary: 'Forget a note', scope: 'notes:write', status: 204, reply: 'none',
      input: z.strictObject(key), output: z.void(), errors: ['NOT_FOUND'],
    }),
    upload: command({
      method: 'POST', path: '/notes/{key}/content', summary: 'Keep bytes', scope: 'notes:write', body: 'stream', timeout: 60_000,
      input: z.strictObject({ ...key, name: z.string() }), output: z.object({ name: z.string(), size: z.int() }), errors: ['PAYLOAD_TOO_LARGE'],
    }),
    download: query({
      method: 'GET', path: '/notes/{key}/content', summary: 'The bytes', scope: 'notes:read', reply: 'stream',
      input: z.strictObject(key), output: z.unknown(), errors: ['NOT_FOUND'],
    }),
    fail: command({
      method: 'POST', path: '/notes/{key}/failure', summary: 'Fail', scope: 'notes:write',
      input: z.strictObject(key), output: z.object({}), errors: ['CONFLICT'],
    }),
  },
  events: [],
});

/** Bytes that are kept, under the name `Grüße, "Welt".txt`. */
const kept = Buffer.from('0123456789');

async function* bytes({ start = 0, end = kept.length - 1 }: { start?: number; end?: number } = {}): ContentStream {
  for (const byte of kept.subarray(start, end + 1)) yield Buffer.of(byte);
}

const content: Content = {
  type: 'text/plain; charset=utf-8', size: kept.length, name: 'Grüße, "Welt".txt', disposition: 'attachment', tag: 'abc', modified: 1_700_000_000_000, cacheControl: 'private, max-age=60', open: bytes,
};

const most = 1024 * 1024;

/** Handlers that tell what reached them. */
export const notes: Handlers<typeof notesContract> = {
  put: ({ key: name, title, value, content: words = null, if_match = null }) => ({ key: name, title, value, if_match, content: words, secret: 'not in the contract' }),
  list: ({ limit, exact, cursor = null, q = null }) => ({ limit, exact, cursor, q }),
  remove: ({ key: name }) => {
    if (name === 'missing') throw new AuroraError('NOT_FOUND', `There is no note ${name}.`);
  },
  async upload({ content: given, name }) {
    let size = 0;
    for await (const chunk of given) {
      size += chunk.length;
      if (size > most) throw new AuroraError('PAYLOAD_TOO_LARGE', undefined, { details: { limit: most } });
    }
    return { name, size };
  },
  download({ key: name }) {
    if (name === 'missing') throw new AuroraError('NOT_FOUND', `There is no note ${name}.`);
    return content;
  },
  fail({ key: name }) {
    if (name === 'unexpected') throw new TypeError('a secret of ours');
    throw new AuroraError('CONFLICT', 'No.', { details: { why: ['a', { b: null }], key: name }, retryAfter: 3, cause: new Error('a secret of ours') });
  },
};
