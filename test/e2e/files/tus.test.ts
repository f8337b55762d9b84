import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Client, type HeaderFields } from '../client.ts';
import { RawConnection } from '../raw.ts';
import { serve } from '../served.ts';
import { stored } from '../stored.ts';

const limit = 1024 ** 2;
const served = serve({ env: { AURORA_FILE_MAX_SIZE: '1MiB', AURORA_CORS_ORIGINS: 'https://app.example.edu' } });
const spoken = { 'tus-resumable': '1.0.0' };
const offset = (at: number | string): HeaderFields => ({ ...spoken, 'content-type': 'application/offset+octet-stream', 'upload-offset': String(at) });
const named = (name: string): string => `filename ${Buffer.from(name).toString('base64')}`;
const beginning = (size: number | string, metadata = named('notes.txt')): HeaderFields => ({ ...spoken, 'upload-length': String(size), 'upload-metadata': metadata });
const begin = (headers: HeaderFields, body?: string) => served.as('editor').send('POST', '/files/tus', { headers, ...(body === undefined ? {} : { body }) });
const error = (status: number, error_code: string) => ({ status, body: { error_code } });

/** Path of a new upload of `size` bytes. */
async function newUpload(size: number): Promise<string> {
  const { headers, status } = await begin(beginning(size));
  expect(status).toBe(201);
  return headers['location']!.replace('/api/v1', '');
}
const patch = (path: string, body: string | Uint8Array, headers: HeaderFields) => served.as('editor').send('PATCH', path, { body, headers });
const head = (path: string, headers: HeaderFields = spoken) => served.as('editor').send('HEAD', path, { headers });

test('OPTIONS tells anyone what is spoken', async () => {
  const { headers, status } = await served.anyone.send('OPTIONS', '/files/tus');
  expect(status).toBe(204);
  expect(headers).toMatchObject({ 'tus-version': '1.0.0', 'tus-resumable': '1.0.0', 'tus-extension': 'creation,creation-with-upload,expiration,termination', 'tus-max-size': String(limit) });
});

test('an upload is made, goes on and ends; its file is named', async () => {
  const { headers, status } = await begin(beginning(11));
  expect(status).toBe(201);
  expect(headers).toMatchObject({ location: `/api/v1/files/tus/${headers['aurora-upload-id']}`, 'tus-resumable': '1.0.0', 'cache-control': 'no-store', 'upload-expires': expect.stringMatching(/GMT$/) });
  const path = headers['location']!.replace('/api/v1', '');
  expect(await head(path)).toMatchObject({ status: 200, headers: { 'upload-offset': '0', 'upload-length': '11', 'upload-metadata': named('notes.txt'), 'cache-control': 'no-store', 'tus-resumable': '1.0.0' } });
  expect(await patch(path, 'Week 1', offset(0))).toMatchObject({ status: 204, headers: { 'upload-offset': '6', 'upload-expires': expect.any(String) } });
  const last = await patch(path, ': go.', offset(6));
  expect(last).toMatchObject({ status: 204, headers: { 'upload-offset': '11', 'aurora-file-id': expect.any(String) } });
  const id = last.headers['aurora-file-id']!;
  expect(await served.as('editor').send('GET', `/files/${id}`)).toMatchObject({ status: 200, body: { original_name: 'notes.txt', file_size: 11, file_type: 'text/plain' } });
  expect((await head(path)).headers['aurora-file-id']).toBe(id);
  // A file is deleted as one.
  expect(await served.as('editor').send('DELETE', path, { headers: spoken })).toMatchObject({ status: 409, body: { error_code: 'CONFLICT', details: { file_id: id } } });
});

test('the first request may bring bytes, all of them too', async () => {
  const answer = await begin({ ...beginning(5), 'content-type': 'application/offset+octet-stream' }, 'hello');
  expect(answer).toMatchObject({ status: 201, headers: { 'upload-offset': '5', 'aurora-file-id': expect.any(String), location: expect.any(String) } });
  const part = await begin({ ...beginning(9), 'content-type': 'application/offset+octet-stream' }, 'hello');
  expect(part).toMatchObject({ status: 201, headers: { 'upload-offset': '5' } });
  expect(await patch(part.headers['location']!.replace('/api/v1', ''), 'more', offset(5))).toMatchObject({ status: 204, headers: { 'upload-offset': '9' } });
});

test('a browser may read what the answers say, and is told so in advance', async () => {
  const origin = { origin: 'https://app.example.edu' };
  const preflight = await served.anyone.send('OPTIONS', '/files/tus', { headers: { ...origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'tus-resumable,upload-offset' } });
  expect(preflight).toMatchObject({ status: 204, headers: { 'access-control-allow-origin': 'https://app.example.edu', 'access-control-allow-headers': 'tus-resumable,upload-offset' } });
  const asked = await served.anyone.send('OPTIONS', '/files/tus', { headers: origin });
  expect(asked.headers).toMatchObject({ 'access-control-allow-origin': 'https://app.example.edu', 'tus-version': '1.0.0' });
  expect(asked.headers['access-control-expose-headers']!.toLowerCase().split(',')).toEqual(expect.arrayContaining(['location', 'upload-offset', 'upload-length', 'tus-resumable', 'aurora-file-id']));
});

describe('what is wrong is refused, and keeps nothing:', () => {
  let before: unknown;
  const kept = async () => [await stored(served.deployment), await served.deployment.sql('file', 'select id from file'), await served.deployment.sql('file', 'select bytes from file_usage where scope = \'all\'')];
  beforeEach(async () => { before = await kept(); });

  test.each<[string, HeaderFields, ReturnType<typeof error>]>([
    ['no Tus-Resumable', { 'upload-length': '5', 'upload-metadata': named('a.txt') }, error(412, 'PROTOCOL_VERSION')],
    ['another version', { ...beginning(5), 'tus-resumable': '0.2.2' }, error(412, 'PROTOCOL_VERSION')],
    ['a name that is no base64', beginning(5, 'filename a.txt'), error(400, 'MALFORMED_REQUEST')],
    ['a key given twice', beginning(5, `${named('a.txt')},${named('b.txt')}`), error(400, 'MALFORMED_REQUEST')],
    ['a key of Object itself', beginning(5, `__proto__ YQ==,${named('a.txt')}`), error(400, 'MALFORMED_REQUEST')],
    ['empty metadata', beginning(5, ' '), error(400, 'MALFORMED_REQUEST')],
    ['no name', { ...spoken, 'upload-length': '5' }, error(422, 'VALIDATION_FAILED')],
    ['a name with a line break', beginning(5, named('a\r\nX: y.txt')), error(422, 'VALIDATION_FAILED')],
    ['a name of a type that is not taken', beginning(5, named('a.svg')), error(415, 'UNSUPPORTED_MEDIA_TYPE')],
    ['no length', { ...spoken, 'upload-metadata': named('a.txt') }, error(400, 'MALFORMED_REQUEST')],
    ['a length that is none', beginning('-5'), error(400, 'MALFORMED_REQUEST')],
    ['a length to be told later', { ...spoken, 'upload-defer-length': '1', 'upload-metadata': named('a.txt') }, error(400, 'MALFORMED_REQUEST')],
    ['uploads to be joined', { ...beginning(5), 'upload-concat': 'partial' }, error(400, 'MALFORMED_REQUEST')],
    ['no bytes at all', beginning(0), error(422, 'VALIDATION_FAILED')],
    ['a file above the limit', beginning(limit + 1), error(413, 'PAYLOAD_TOO_LARGE')],
  ])('%s', async (_, headers, expected) => {
    const answer = await begin(headers);
    expect(answer).toMatchObject(expected);
    expect(answer.headers).toMatchObject({ 'tus-resumable': '1.0.0', 'tus-version': '1.0.0' });
    expect(await kept()).toEqual(before);
  });

  test('a body past the length that was said', async () => {
    const path = await newUpload(5);
    expect(await patch(path, 'six...', offset(0))).toMatchObject(error(413, 'PAYLOAD_TOO_LARGE'));
    expect((await head(path)).status).toBe(404);
    expect(await kept()).toEqual(before);
    expect(await begin({ ...beginning(5), 'content-type': 'application/offset+octet-stream' }, 'six...')).toMatchObject(error(413, 'PAYLOAD_TOO_LARGE'));
    expect(await kept()).toEqual(before);
  });

  test('HTML under the name of an image', async () => {
    const path = (await begin(beginning(25, named('a.png')))).headers['location']!.replace('/api/v1', '');
    expect(await patch(path, '<html><script>1</script>', offset(0))).toMatchObject({ status: 204 });
    expect(await patch(path, '>', offset(24))).toMatchObject(error(415, 'UNSUPPORTED_MEDIA_TYPE'));
    expect((await head(path)).status).toBe(404);
    expect(await kept()).toEqual(before);
  });
});

describe('an upload that has begun', () => {
  let path: string;
  beforeAll(async () => {
    path = await newUpload(20);
    await patch(path, 'hello', offset(0));
  });
  afterAll(async () => { expect((await head(path)).headers['upload-offset']).toBe('5'); });

  test.each<[string, HeaderFields, ReturnType<typeof error>]>([
    ['from another offset', offset(3), error(409, 'CONFLICT')],
    ['from beyond', offset(6), error(409, 'CONFLICT')],
    ['from an offset that is none', offset('five'), error(400, 'MALFORMED_REQUEST')],
    ['from nowhere', { ...spoken, 'content-type': 'application/offset+octet-stream' }, error(400, 'MALFORMED_REQUEST')],
    ['in no version', { 'content-type': 'application/offset+octet-stream', 'upload-offset': '5' }, error(412, 'PROTOCOL_VERSION')],
    ['as another type', { ...offset(5), 'content-type': 'text/plain' }, error(415, 'UNSUPPORTED_MEDIA_TYPE')],
    ['as a form', { ...offset(5), 'content-type': 'multipart/form-data; boundary=b' }, error(415, 'UNSUPPORTED_MEDIA_TYPE')],
    ['compressed', { ...offset(5), 'content-encoding': 'gzip' }, error(415, 'UNSUPPORTED_MEDIA_TYPE')],
    ['with another length', { ...offset(5), 'upload-length': '30' }, error(400, 'MALFORMED_REQUEST')],
    ['with another digest', { ...offset(5), 'content-digest': `sha-256=:${Buffer.alloc(32).toString('base64')}:` }, error(400, 'MALFORMED_REQUEST')],
  ])('does not go on %s', async (_, headers, expected) => {
    const answer = await patch(path, 'world', headers);
    expect(answer).toMatchObject(expected);
    expect(answer.headers['tus-resumable']).toBe('1.0.0');
  });

  test('is not there for others, nor under another name', async () => {
    const somebody = new Client({ url: served.url, token: await served.deployment.token('editor', 'somebody-else') });
    for (const client of [somebody, new Client({ url: served.url, token: await served.deployment.token('admin', 'an-admin') })]) {
      expect((await client.send('HEAD', path, { headers: spoken })).status).toBe(404);
      expect(await client.send('PATCH', path, { body: 'world', headers: offset(5) })).toMatchObject(error(404, 'NOT_FOUND'));
      expect(await client.send('DELETE', path, { headers: spoken })).toMatchObject(error(404, 'NOT_FOUND'));
    }
    expect((await head(path.toUpperCase().replace('/FILES/TUS', '/files/tus'))).status).toBe(404);
    expect((await served.anyone.send('HEAD', path, { headers: spoken })).status).toBe(401);
    expect((await served.as('reader').send('PATCH', path, { body: 'world', headers: offset(5) }))).toMatchObject(error(403, 'FORBIDDEN'));
    expect((await served.as('editor').send('GET', path, { headers: spoken }))).toMatchObject(error(405, 'METHOD_NOT_ALLOWED'));
  });

  test('keeps what has come of a request that breaks off', async () => {
    const own = await newUpload(limit);
    using connection = await RawConnection.open(served.origin);
    await connection.write(`PATCH /api/v1${own} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${served.token('editor')}\r\nTus-Resumable: 1.0.0\r\nUpload-Offset: 0\r\nContent-Type: application/offset+octet-stream\r\nContent-Length: ${limit}\r\n\r\n${'a'.repeat(600_000)}`);
    connection.finish();
    const at = await until(async () => Number((await head(own)).headers['upload-offset']));
    expect(at).toBeLessThanOrEqual(600_000);
    expect(await patch(own, 'a'.repeat(limit - at), offset(at))).toMatchObject({ status: 204, headers: { 'aurora-file-id': expect.any(String) } });
  });
});

test('of two who go on at once, one does', async () => {
  for (let round = 0; round < 5; round += 1) {
    const path = await newUpload(100);
    const answers = await Promise.all(['a', 'b'].map(letter => patch(path, letter.repeat(50), offset(0))));
    expect(answers.map(({ status }) => String(status)).toSorted()).toEqual(['204', '409']);
  }
});

test('a repeat of the first request with the same Idempotency-Key makes no second upload', async () => {
  const headers = { ...beginning(7), 'idempotency-key': randomUUID() };
  const [first, second] = [await begin(headers), await begin(headers)];
  expect([first.status, second.status]).toEqual([201, 201]);
  expect(second.headers['location']).toBe(first.headers['location']);
});
