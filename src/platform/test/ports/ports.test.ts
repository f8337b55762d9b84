import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { CallContext, ContentStream, Port } from '@aurora/kernel';
import { createLocalPort, createWirePort } from '@aurora/platform/ports';
import { notes, notesContract } from './notes.ts';
import { serveNotes, type NotesServer } from './notes-server.ts';

type Notes = Port<typeof notesContract>;

const call = (): CallContext => ({
  correlationId: 'test', traceparent: undefined, principal: { id: 'user:anna', scopes: new Set(['admin']) }, caller: undefined, deadline: Date.now() + 30_000, commandId: undefined, placements: {},
});

async function* blocks(count: number, size = 64 * 1024): ContentStream {
  for (let given = 0; given < count; given += 1) yield Buffer.alloc(size, 'a');
}

async function read(content: ContentStream): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of content) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString();
}

const local = createLocalPort(notesContract, notes);
let server: NotesServer;
beforeAll(async () => { server = await serveNotes(); });
afterAll(async () => { await server[Symbol.asyncDispose](); });

const ways: readonly (readonly [string, () => Notes])[] = [['a function call', () => local], ['the wire', () => createWirePort(notesContract, local)], ['another process', () => server.port]];

describe.each(ways)('a port through %s', (_, portOf) => {
  let port: Notes;
  beforeAll(() => { port = portOf(); });

  test('fills in what the contract has a default for', async () => {
    expect(await port.list({}, call())).toEqual({ limit: 50, cursor: null, q: null, exact: false });
    expect(await port.list({ limit: 3, exact: true, q: undefined, cursor: undefined }, call())).toEqual({ limit: 3, cursor: null, q: null, exact: true });
    expect(await port.list({ limit: undefined, exact: undefined }, call())).toMatchObject({ limit: 50, exact: false });
    expect(await port.put({ key: 'a', value: 1 }, call())).toMatchObject({ title: 'untitled' });
  });

  test('brings the input unchanged, wherever it travels', async () => {
    for (const text of ['a b+c&d=e%20', 'ä 講義 🎓', '?#', '0', 'null', ' x ']) {
      expect(await port.list({ q: text, cursor: text }, call())).toMatchObject({ q: text, cursor: text });
    }
    for (const name of ['a b', 'ä', 'a%b', 'a%41', '%2F', 'a?b#c', 'a:b', '…', 'a+b', '~._-']) expect(await port.put({ key: name, value: null }, call())).toMatchObject({ key: name, value: null });
    expect(await port.put({ key: 'a', value: 1, if_match: '"a", W/"b"' }, call())).toMatchObject({ if_match: '"a", W/"b"' });
  });

  test('brings a value whose parts are named as fields are', async () => {
    const value = { key: 'a', if_match: '"1"', content: 'text', deep: [{ key: 'a' }], title: 't' };
    expect(await port.put({ key: 'a', if_match: '"1"', title: 't', value, content: 'words' }, call())).toEqual({ key: 'a', if_match: '"1"', title: 't', value, content: 'words' });
  });

  test('answers what the contract names and nothing else', async () => {
    expect(Object.keys(await port.put({ key: 'a', value: 1 }, call())).toSorted()).toEqual(['content', 'if_match', 'key', 'title', 'value']);
    expect(await port.remove({ key: 'a' }, call())).toBeUndefined();
  });

  test('refuses with the same code, message and details, and no cause', async () => {
    const error = await port.fail({ key: 'a' }, call()).catch((refusal: unknown) => refusal);
    expect(error).toMatchObject({ name: 'AuroraError', code: 'CONFLICT', status: 409, message: 'No.', details: { why: ['a', { b: null }], key: 'a' }, retryAfter: 3 });
    await expect(port.remove({ key: 'missing' }, call())).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'There is no note missing.', details: {}, retryAfter: undefined });
  });

  test('takes bytes of any length', async () => {
    expect(await port.upload({ key: 'a', name: 'ä.txt', content: blocks(16) }, call())).toEqual({ name: 'ä.txt', size: 1024 * 1024 });
    expect(await port.upload({ key: 'a', name: 'none', content: blocks(0) }, call())).toEqual({ name: 'none', size: 0 });
  });

  test('refuses bytes while they come', async () => {
    const uploads = Array.from({ length: 20 }, (_each, index) => port.upload({ key: 'a', name: 'a', content: blocks(20 + index * 20) }, call()).catch((error: { code: string; details: unknown }) => [error.code, error.details]));
    for (const outcome of await Promise.all(uploads)) expect(outcome).toEqual(['PAYLOAD_TOO_LARGE', { limit: 1024 * 1024 }]);
    expect(await port.upload({ key: 'a', name: 'a', content: blocks(1) }, call())).toEqual({ name: 'a', size: 65536 });
  });

  test('gives bytes, whole or in part, as often as they are asked for', async () => {
    const content = await port.download({ key: 'a' }, call());
    expect(content).toMatchObject({ type: 'text/plain; charset=utf-8', size: 10, name: 'Grüße, "Welt".txt', disposition: 'attachment', tag: 'abc', modified: 1_700_000_000_000, cacheControl: 'private, max-age=60' });
    expect(await read(content.open())).toBe('0123456789');
    expect(await read(content.open({ start: 2, end: 4 }))).toBe('234');
    expect(await read(content.open({ start: 9, end: 9 }))).toBe('9');
    await expect(port.download({ key: 'missing' }, call())).rejects.toMatchObject({ code: 'NOT_FOUND', message: 'There is no note missing.' });
  });
});

test.each(['/notes/%FF', '/notes/a%C3', '/notes/%25%E4'])('a path that is not UTF-8 once decoded is malformed: %s', async path => {
  expect((await fetch(server.url + path, { method: 'DELETE' })).status).toBe(400);
});
