import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, test } from '@jest/globals';
import { compare, type Answer } from '../../shadow/index.ts';
import { bytes, json } from './json.ts';

const differences = (primary: Answer, shadow: Answer, ignore: readonly string[] = []) => compare({ ignore }, primary, shadow);
const fields = async (primary: unknown, shadow: unknown, ignore: readonly string[] = []): Promise<string[]> =>
  (await differences(json(primary), json(shadow), ignore)).map(({ field }) => field);

describe('statuses and headers', () => {
  test('Another status is the only difference that is told.', async () => {
    expect(await differences(json({ id: 1 }), json({ error_code: 'NOT_FOUND' }, { status: 404 }))).toEqual([{ kind: 'status', field: 'status', primary: 200, shadow: 404 }]);
  });

  test.each(['etag', 'location', 'link', 'cache-control', 'deprecation', 'content-type'])('A %s that differs, or is missing on one side, is a difference.', async name => {
    const one = json(1, { headers: { [name]: 'one' } });
    expect(await differences(one, json(1, { headers: { [name]: 'other' } }))).toEqual([{ kind: 'header', field: name, primary: 'one', shadow: 'other' }]);
    expect((await differences(one, json(1))).map(({ field }) => field)).toEqual([name]);
  });

  test('Headers of whoever answered, and when, say nothing.', async () => {
    const headers = (date: string) => ({ headers: { date, server: date, 'x-correlation-id': date } });
    expect(await differences(json(1, headers('a')), json(1, headers('b')))).toEqual([]);
  });

  test('The spelling of a media type says nothing; another charset does.', async () => {
    const type = (value: string): Answer => ({ ...json(1), headers: { 'content-type': value } });
    expect(await differences(type('application/json; charset=utf-8'), type('Application/JSON;charset="UTF-8"'))).toEqual([]);
    expect(await differences(type('application/json; charset=utf-8'), type('application/json; charset=latin1'))).toHaveLength(1);
  });
});

describe('JSON', () => {
  test('The order of fields says nothing; that of items does.', async () => {
    expect(await fields({ a: 1, b: [1, 2] }, { b: [1, 2], a: 1 })).toEqual([]);
    expect(await fields({ b: [1, 2] }, { b: [2, 1] })).toEqual(['b.0', 'b.1']);
  });

  test('Each field that differs is told with both values, wherever it is.', async () => {
    const page = (name: string) => ({ items: [{ id: 1, department: { name: 'Logic' } }, { id: 2, department: { name } }], next: null });
    expect(await differences(json(page('Art')), json(page('Arts')))).toEqual([{ kind: 'field', field: 'items.1.department.name', primary: 'Art', shadow: 'Arts' }]);
  });

  test('A field that is not there differs from null, an object from an array, a number from its text.', async () => {
    expect(await differences(json({ a: null }), json({}))).toEqual([{ kind: 'field', field: 'a', primary: null, shadow: undefined }]);
    expect(await fields({ a: {} }, { a: [] })).toEqual(['a']);
    expect(await fields({ a: 1 }, { a: '1' })).toEqual(['a']);
    expect(await fields([1], [1, 2])).toEqual(['1']);
  });

  test('Keys that are names of JavaScript are keys like others.', async () => {
    const body = (text: string): Answer => ({ ...json(0), body: Buffer.from(text) });
    expect((await differences(body('{"__proto__":{"a":1}}'), body('{}'))).map(({ field }) => field)).toEqual(['__proto__']);
    expect((await differences(body('{"constructor":1}'), body('{"toString":1}'))).map(({ field }) => field)).toEqual(['constructor', 'toString']);
  });

  test('What the contract ignores is left out, with all that is below; `*` stands for any index or key.', async () => {
    const before = { seen: { at: 1 }, items: [{ id: 1, seen: 1 }, { id: 2, seen: 1 }], by: { anna: { at: 1, n: 1 } } };
    const after = { seen: { at: 2 }, items: [{ id: 1, seen: 2 }, { id: 3, seen: 2 }], by: { anna: { at: 2, n: 2 } } };
    expect(await fields(before, after, ['seen', 'items.*.seen', 'by.*.at'])).toEqual(['items.1.id', 'by.anna.n']);
  });

  test('Of an error, what belongs to the one request says nothing; its code does.', async () => {
    const error = (n: number, code: string, status = 404) => json({ error_code: code, correlation_id: n, timestamp: n, service_name: n }, { status });
    expect(await differences(error(1, 'NOT_FOUND'), error(2, 'NOT_FOUND'))).toEqual([]);
    expect((await differences(error(1, 'NOT_FOUND'), error(2, 'GONE'))).map(({ field }) => field)).toEqual(['error_code']);
    expect((await differences(error(1, 'x', 200), error(2, 'x', 200))).map(({ field }) => field)).toEqual(['correlation_id', 'timestamp', 'service_name']);
  });

  test('At most a hundred differences are looked for.', async () => {
    const numbers = Array.from({ length: 500 }, (_, at) => at);
    expect(await fields(numbers, numbers.map(number => -number - 1))).toHaveLength(100);
  });

  test('What lies deeper than 64 levels is not compared, which is a difference; deeper than any stack is no failure.', async () => {
    const nested = (levels: number, inside: string): Answer => ({ ...json(0), body: Buffer.from('[ '.repeat(levels) + inside + ']'.repeat(levels)) });
    expect(await differences(nested(60, '1'), nested(60, '2'))).toMatchObject([{ kind: 'field' }]);
    expect(await differences(nested(20_000, '1'), nested(20_000, '2'))).toMatchObject([{ kind: 'too deep' }]);
  });
});

describe('bodies', () => {
  const text = Buffer.from(JSON.stringify({ text: 'Grüße '.repeat(500) }));
  const encoded = { gzip: gzipSync(text), br: brotliCompressSync(text), deflate: deflateSync(text), identity: text };

  test.each(Object.entries(encoded))('A body sent as %s is compared by what it says.', async (encoding, body) => {
    expect(await differences(json(JSON.parse(String(text))), bytes(body, { 'content-type': 'application/json; charset=utf-8', 'content-encoding': encoding }))).toEqual([]);
    const other = gzipSync(JSON.stringify({ text: 'other' }));
    expect(await differences(json({ text: 'one' }), bytes(other, { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' })))
      .toEqual([{ kind: 'field', field: 'text', primary: 'one', shadow: 'other' }]);
  });

  test('A bomb is never unpacked: it is a difference, and takes no memory.', async () => {
    const bomb = gzipSync(Buffer.alloc(256 * 1024 ** 2));
    const before = process.memoryUsage().rss;
    expect(await differences(json(1), bytes(bomb, { 'content-type': 'application/json; charset=utf-8', 'content-encoding': 'gzip' })))
      .toEqual([{ kind: 'too large', field: 'body', primary: expect.stringContaining('1 bytes'), shadow: 'too large' }]);
    expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 ** 2);
  });

  test('A large body that is not encoded is not parsed.', async () => {
    expect(await differences(json('a'.repeat(3 * 1024 ** 2)), json('b'))).toMatchObject([{ kind: 'too large' }]);
  });

  test('Bodies that are no JSON, or claim to be, are compared by their bytes, and told by length and digest.', async () => {
    const pdf = (body: string) => bytes(Buffer.from(body), { 'content-type': 'application/pdf' });
    expect(await differences(pdf('one'), pdf('one'))).toEqual([]);
    expect(await differences(pdf('one'), pdf('other'))).toEqual([{ kind: 'body', field: 'body', primary: expect.stringMatching(/^3 bytes, sha256 [0-9a-f]{16}$/), shadow: expect.stringMatching(/^5 bytes/) }]);
    expect(await differences(json(1), { ...json(1), body: Buffer.from('{"half":') })).toMatchObject([{ kind: 'body' }]);
  });

  test('A body that cannot be decoded, or is in an encoding that nobody knows, is a difference.', async () => {
    const type = 'application/json; charset=utf-8';
    expect(await differences(json(1), bytes(Buffer.from('no gzip'), { 'content-type': type, 'content-encoding': 'gzip' }))).toMatchObject([{ kind: 'body', shadow: 'undecodable' }]);
    expect(await differences(json(1), bytes(Buffer.from('1'), { 'content-type': type, 'content-encoding': 'constructor' }))).toMatchObject([{ kind: 'body', shadow: 'undecodable' }]);
  });

  test('A body on one side alone is a difference; none and an empty one are not.', async () => {
    expect(await differences(bytes(undefined), bytes(Buffer.from('x')))).toMatchObject([{ kind: 'body', primary: 'none kept' }]);
    expect(await differences(bytes(undefined), bytes(Buffer.alloc(0)))).toEqual([]);
  });
});
