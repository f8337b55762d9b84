import { createHash, randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { RawConnection } from './raw.ts';
import { serve } from './served.ts';
import { stored } from './stored.ts';

const limit = 1024 ** 2;
const served = serve({ env: { AURORA_FILE_MAX_SIZE: '1MiB' } });
const text = 'Week 1: vectors.\n';
interface File { readonly id: string; readonly original_name: string; readonly file_type: string; readonly file_size: number }

const upload = (body: unknown, headers: Record<string, string> = {}, query = '') => served.as('editor').send<File>('POST', `/files/upload${query}`, { body, headers });
const refused = (status: number, error_code: string, ...paths: string[]) => ({ status, body: { error_code, ...(paths.length > 0 ? { details: { fields: paths.map(path => ({ path })) } } : {}) } });

/** What is stored, and what is known to be. */
const kept = async () => [await stored(served.deployment), await served.deployment.sql('file', 'select id from file'), await served.deployment.sql('file', 'select * from content')];

/** Sees to it that a group of tests leaves nothing behind. */
function leavingNothing(): void {
  let before: unknown;
  beforeEach(async () => { before = await kept(); });
  afterEach(async () => { expect(await kept()).toEqual(before); });
}

/** A form as it goes over the wire, of parts each with its own headers. */
const boundary = 'a-boundary';
const multipart = { 'content-type': `multipart/form-data; boundary=${boundary}` };
const part = (disposition: string, content: string, type = 'text/plain') => `--${boundary}\r\nContent-Disposition: form-data; ${disposition}\r\nContent-Type: ${type}\r\n\r\n${content}\r\n`;
const end = `--${boundary}--\r\n`;
const file = (name: string, content = text) => part(`name="file"; filename="${name}"`, content);

describe('a form', () => {
  test('brings one file, of the type that its bytes are', async () => {
    expect(await upload(part('name="file"; filename="plan.md"', text, 'application/x-evil') + end, multipart)).toMatchObject({ status: 201, body: { original_name: 'plan.md', file_type: 'text/markdown', file_size: text.length } });
  });

  test('may have text before and after its parts, and quote its boundary', async () => {
    const quoted = { 'content-type': `Multipart/Form-Data; charset=utf-8; boundary="${boundary}"` };
    expect(await upload(`To whom it may concern\r\n${file('a.txt')}${end}\r\nRegards\r\n`, quoted)).toMatchObject({ status: 201, body: { file_size: text.length } });
  });

  test('may come in pieces of any size', async () => {
    const bytes = new TextEncoder().encode(file('a.txt', 'a\r\n--a-boundar\r\n-a-boundary\r\n'.repeat(3)) + end);
    const pieces = ReadableStream.from(Array.from(bytes, byte => Uint8Array.of(byte)));
    expect(await upload(pieces, multipart)).toMatchObject({ status: 201, body: { file_size: 87 } });
  });

  describe('that is wrong leaves nothing:', () => {
    leavingNothing();
    test.each<[string, string, ReturnType<typeof refused>]>([
      ['another field', part('name="upload"; filename="a.txt"', text) + end, refused(422, 'VALIDATION_FAILED', 'upload')],
      ['a field beside it', part('name="note"', 'x') + file('a.txt') + end, refused(422, 'VALIDATION_FAILED', 'note')],
      ['a field after it', file('a.txt') + part('name="note"', 'x') + end, refused(422, 'VALIDATION_FAILED', 'note')],
      ['two files', file('a.txt') + file('b.txt') + end, refused(400, 'MALFORMED_REQUEST')],
      ['a field called file', part('name="file"', text) + end, refused(422, 'VALIDATION_FAILED', 'file')],
      ['no parts', end, refused(422, 'VALIDATION_FAILED', 'file')],
      ['no end', file('a.txt'), refused(400, 'MALFORMED_REQUEST')],
      ['half an end', `${file('a.txt')}--${boundary}`, refused(400, 'MALFORMED_REQUEST')],
      ['no name', part('name="file"; filename=""', text) + end, refused(422, 'VALIDATION_FAILED', 'name')],
      ['an empty file', file('a.txt', '') + end, refused(422, 'VALIDATION_FAILED', 'content')],
      ['a part without headers', `--${boundary}\r\n\r\n${text}\r\n${end}`, refused(422, 'VALIDATION_FAILED', 'file')],
      ['nothing', '', refused(400, 'MALFORMED_REQUEST')],
      ['no form at all', text, refused(400, 'MALFORMED_REQUEST')],
    ])('%s', async (_, body, answer) => {
      expect(await upload(body, multipart)).toMatchObject(answer);
    });

    test.each(['multipart/form-data', 'multipart/form-data; boundary=', 'multipart/form-data; boundary'])('%s', async type => {
      expect(await upload(file('a.txt') + end, { 'content-type': type })).toMatchObject({ status: 400 });
    });

    test('compressed', async () => {
      expect(await upload(file('a.txt') + end, { ...multipart, 'content-encoding': 'gzip' })).toMatchObject({ status: 415 });
    });
  });
});

describe('digests (RFC 9530)', () => {
  const digest = (body: string, algorithm = 'sha256') => createHash(algorithm).update(body).digest('base64');
  const form = `To whom it may concern\r\n${file('a.txt')}${end}\r\nRegards\r\n`;

  test.each<[string, string, string, Record<string, string>]>([
    ['Content-Digest', text, '?name=a.txt', { 'content-digest': `sha-256=:${digest(text)}:` }],
    ['Repr-Digest by SHA-512', text, '?name=a.txt', { 'repr-digest': `sha-512=:${digest(text, 'sha512')}:` }],
    ['both, with algorithms that nobody knows', text, '?name=a.txt', { 'content-digest': `md5=:AAAA:, sha-256=:${digest(text)}:, sha-512=:${digest(text, 'sha512')}:`, 'repr-digest': 'unixsum=:AAAA:' }],
    ['of a whole form, what stands around it too', form, '', { ...multipart, 'content-digest': `sha-256=:${digest(form)}:` }],
  ])('that are right: %s', async (_, body, query, headers) => {
    expect(await upload(body, headers, query)).toMatchObject({ status: 201, body: { file_size: text.length } });
  });

  describe('that are wrong leave nothing:', () => {
    leavingNothing();
    test.each<[string, string, string, Record<string, string>]>([
      ['7 of other bytes', text, '?name=a.txt', { 'content-digest': `sha-256=:${digest('other')}:` }],
      ['one of two', text, '?name=a.txt', { 'content-digest': `sha-256=:${digest(text)}:, sha-512=:${digest('other', 'sha512')}:` }],
      ['of the representation', text, '?name=a.txt', { 'repr-digest': `sha-256=:${digest('other')}:` }],
      ['of the part instead of the form', form, '', { ...multipart, 'content-digest': `sha-256=:${digest(text)}:` }],
      ['too short', text, '?name=a.txt', { 'content-digest': 'sha-256=:AAAA:' }],
      ['no bytes', text, '?name=a.txt', { 'content-digest': `sha-256="${digest(text)}"` }],
      ['no dictionary', text, '?name=a.txt', { 'content-digest': 'sha-256' + '=:'.repeat(3) }],
      ['hexadecimal', text, '?name=a.txt', { 'content-digest': `sha-256=${createHash('sha256').update(text).digest('hex')}` }],
    ])('%s', async (_, body, query, headers) => {
      expect(await upload(body, headers, query)).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST', details: { header: expect.stringMatching(/^(?:content|repr)-digest$/) } } });
    });
  });
});

describe('the name of a file', () => {
  const names = ['Sylabus – žluťoučký kůň.txt', '講義計画.txt', 'a "quoted" name.txt', 'semi;colon=x.txt', 'per%20cent.txt', '🎓.txt', 'back\\slash.txt', 'e\u0301tude.txt'];
  const expected = (name: string) => name.normalize('NFC').split('\\').at(-1)!;
  /** As browsers write it in a form. */
  const inForm = (name: string) => name.replaceAll('"', '%22');

  async function comesBack(answer: Awaited<ReturnType<typeof upload>>, name: string): Promise<void> {
    expect(answer).toMatchObject({ status: 201, body: { original_name: name } });
    const { body } = await served.as('reader').get<{ url: string }>(`/files/${answer.body.id}/url`);
    const field = (await fetch(body.url)).headers.get('content-disposition')!;
    expect(field).toMatch(/^attachment; filename=(?:[\w.!#$&+^`|~%-]+|"(?:[\x20-\x7e]*)")(?:; filename\*=UTF-8''[\w.!#$&+^`|~%-]+)?$/);
    const extended = /filename\*=UTF-8''(.*)$/.exec(field)?.[1];
    expect(extended === undefined ? /filename="?((?:\\.|[^"\\])*)"?$/.exec(field)![1]!.replace(/\\(.)/g, '$1') : decodeURIComponent(extended)).toBe(name);
  }

  test.each(names)('comes back as it went in, in a form: %s', async name => {
    const form = new FormData();
    form.append('file', new Blob([text]), name);
    await comesBack(await upload(form), expected(inForm(name)));
  });

  test.each(names)('comes back as it went in, in the query: %s', async name => {
    await comesBack(await upload(text, {}, `?name=${encodeURIComponent(name)}`), expected(name));
  });

  test.each(names)('comes back as it went in, in a header: %s', async name => {
    await comesBack(await upload(text, { 'content-disposition': `attachment; filename="plain.txt"; filename*=UTF-8''${encodeURIComponent(name)}` }), expected(name));
  });

  test.each([
    ['attachment; filename="plan \\"A\\".txt"', 'plan "A".txt'], ['attachment; filename=plan.txt', 'plan.txt'], ['form-data; name="x"; filename="a.txt"', 'a.txt'], ["attachment; filename*=utf-8'cs'%C5%BElu%C5%A5.txt; filename=x.txt", 'žluť.txt'],
    ["attachment; filename*=UTF-8''%ff; filename=x.txt", 'x.txt'], ['attachment; filename="../../etc/passwd"', 'passwd'], ['attachment; filename="C:\\\\plans\\\\a.txt"', 'a.txt'],
  ])('is read from %s', async (field, name) => {
    expect(await upload(text, { 'content-disposition': field })).toMatchObject({ status: 201, body: { original_name: name } });
  });

  test('in the query comes before any other', async () => {
    expect(await upload(file('b.txt') + end, multipart, '?name=a.txt')).toMatchObject({ status: 201, body: { original_name: 'a.txt' } });
  });

  describe('that is none leaves nothing:', () => {
    leavingNothing();
    test.each(['', '?name=', '?name=%20', '?name=..', '?name=%2F', '?name=a%0D%0AX-Evil:%20y', '?name=a%00.txt', `?name=${'x'.repeat(256)}`, '?name=a.txt&name=b.txt'])('%s', async query => {
      expect(await upload(text, {}, query)).toMatchObject(refused(422, 'VALIDATION_FAILED', 'name'));
    });

    test('with a line break, hidden in a header', async () => {
      expect(await upload(text, { 'content-disposition': "attachment; filename*=UTF-8''a%0D%0AX-Evil:%20y" })).toMatchObject(refused(422, 'VALIDATION_FAILED', 'name'));
    });
  });
});

describe('an upload that is too large is 413 and leaves nothing', () => {
  leavingNothing();
  const large = 'x'.repeat(limit + 1);
  const tooLarge = { ...refused(413, 'PAYLOAD_TOO_LARGE'), body: { error_code: 'PAYLOAD_TOO_LARGE', details: { limit } } };

  test('with its length declared', async () => expect(await upload(large, {}, '?name=a.txt')).toMatchObject(tooLarge));
  test('in chunks', async () => expect(await upload(new Blob([large]).stream(), {}, '?name=a.txt')).toMatchObject(tooLarge));
  test('in a form', async () => expect(await upload(file('a.txt', large) + end, multipart)).toMatchObject(tooLarge));
  test('by far, so that the client hears of it while it still sends', async () => {
    const pieces = ReadableStream.from(Array.from({ length: 300 }, () => new Uint8Array(64 * 1024).fill(120)));
    expect(await upload(pieces, {}, '?name=a.txt')).toMatchObject(tooLarge);
  });
});

test('an upload of exactly the limit is taken', async () => {
  expect(await upload('x'.repeat(limit), {}, '?name=a.txt')).toMatchObject({ status: 201, body: { file_size: limit } });
});

describe('what is no file that may be kept', () => {
  leavingNothing();
  test.each([['a.png', '<html><script>alert(1)</script></html>'], ['a.png', '<svg xmlns="http://www.w3.org/2000/svg"/>'], ['a.html', '<!doctype html><p>x'], ['a.txt', 'MZ\x90\0\x03'], ['a.pdf', 'GIF89a<script>'], ['a.png', text]])('is 415: %s with %j', async (name, content) => {
    expect(await upload(Buffer.from(content, 'latin1'), { 'content-type': 'image/png' }, `?name=${name}`)).toMatchObject(refused(415, 'UNSUPPORTED_MEDIA_TYPE'));
  });

  test('is refused without rights before its bytes are there', async () => {
    for (const [token, status] of [[undefined, 401], [served.token('reader'), 403]] as const) {
      expect(await served.anyone.with({ token }).send('POST', '/files/upload?name=a.txt', { body: 'x'.repeat(2 * limit) })).toMatchObject({ status });
    }
  });
});

/** The head of an upload, by hand. */
const head = (length: number, more = '', query = '?name=a.txt') =>
  `POST /api/v1/files/upload${query} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${served.token('editor')}\r\nContent-Length: ${length}\r\n${more}\r\n`;

describe('a client that leaves in the middle', () => {
  leavingNothing();

  test.each<[string, () => string, 'finish' | 'reset']>([
    ['of a body, with a word', () => head(900_000) + 'x'.repeat(100_000), 'finish'], ['of a body, without', () => head(900_000) + 'x'.repeat(100_000), 'reset'],
    ['of a form, with a word', () => head(900_000, `Content-Type: ${multipart['content-type']}\r\n`, '') + file('a.txt', 'x'.repeat(100_000)), 'finish'],
    ['of a form, without', () => head(900_000, `Content-Type: ${multipart['content-type']}\r\n`, '') + file('a.txt', 'x'.repeat(100_000)), 'reset'],
    ['of a chunk', () => `${head(0, 'Transfer-Encoding: chunked\r\n').replace(/Content-Length: 0\r\n/, '')}fffff\r\n${'x'.repeat(100_000)}`, 'reset'],
  ])('%s, leaves nothing', async (_, bytes, leave) => {
    const before = await kept();
    const connection = await RawConnection.open(served.origin);
    await connection.write(bytes());
    while ((await stored(served.deployment)).length === (before[0] as string[]).length) await served.beside.get('/health/live');
    connection[leave]();
    while ((await stored(served.deployment)).length > (before[0] as string[]).length) await served.beside.get('/health/live');
    await connection.closed();
    expect(await kept()).toEqual(before);
  });
});

test('a client that sends more than it declared: the rest is no part of the file', async () => {
  const name = `${randomUUID()}.txt`;
  using connection = await RawConnection.open(served.origin);
  await connection.write(`${head(text.length, '', `?name=${name}`)}${text}and more than it said`);
  const answer = await connection.answer();
  expect(answer).toMatchObject({ status: 201, body: { original_name: name, file_size: text.length } });
  expect(await connection.answer()).toMatchObject({ status: 400 });
  await connection.closed();
});
