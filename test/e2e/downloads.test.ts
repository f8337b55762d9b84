import { createHash } from 'node:crypto';
import { until } from '@aurora/test/running';
import { beforeAll, describe, expect, test } from '@jest/globals';
import type { HeaderFields } from './client.ts';
import { rawAnswer, RawConnection } from './raw.ts';
import { patience, serve } from './served.ts';

const served = serve();
const text = '0123456789'.repeat(10);
const tag = `"${createHash('sha256').update(text).digest('hex')}"`;
interface Link { readonly url: string; readonly expires_at: string }

const upload = async (content: string | Uint8Array = text, name = 'digits.txt') =>
  (await served.as('editor').send<{ id: string }>('POST', `/files/upload?name=${name}`, { body: content })).body.id;
const linkOf = async (id: string, query = '') => (await served.as('reader').get<Link>(`/files/${id}/url${query}`)).body.url;

/** What stands at `url`; no token is sent. */
const download = (url: string | URL, headers: HeaderFields = {}, method = 'GET') => served.anyone.with({ url: String(url) }).send(method, '', { headers });

let id: string;
let url: string;
beforeAll(async () => {
  id = await upload();
  url = await linkOf(id);
}, patience);

describe('a range of a file', () => {
  test.each([
    ['bytes=0-4', '0-4', '01234'], ['bytes=95-', '95-99', '56789'], ['bytes=-3', '97-99', '789'], ['bytes=0-0', '0-0', '0'], ['bytes=90-1000', '90-99', '0123456789'], ['bytes=-1000', '0-99', text], ['bytes=0-1,2-3', '0-3', '0123'],
  ])('is 206: %s', async (range, given, body) => {
    expect(await download(url, { range })).toMatchObject({ status: 206, body, headers: { 'content-range': `bytes ${given}/100`, 'content-length': String(body.length), etag: tag } });
  });

  test.each(['bytes=9-0', 'bytes=a-b', 'bytes=', 'bytes=-', 'lines=0-4', 'bytes', 'bytes=0-4,10-14', `bytes=${Array.from({ length: 500 }, (_, at) => `${at * 2}-${at * 2}`).join(',')}`])('that is none or too many is 200: %.30s', async range => {
    const answer = await download(url, { range });
    expect(answer).toMatchObject({ status: 200, body: text, headers: { 'content-length': '100' } });
    expect(answer.headers).not.toHaveProperty('content-range');
  });

  test.each(['bytes=100-', 'bytes=100-200', 'bytes=-0'])('outside it is 416: %s', async range => {
    expect(await download(url, { range })).toMatchObject({ status: 416, headers: { 'content-range': 'bytes */100' }, body: { error_code: 'RANGE_NOT_SATISFIABLE', details: { size: 100 } } });
  });

  test('is given only of the content that If-Range knows', async () => {
    const { headers } = await download(url, {}, 'HEAD');
    for (const known of [tag, headers['last-modified']!]) expect(await download(url, { range: 'bytes=0-4', 'if-range': known })).toMatchObject({ status: 206, body: '01234' });
    for (const stale of ['"another"', `W/${tag}`, new Date(0).toUTCString(), 'rubbish']) expect(await download(url, { range: 'bytes=0-4', 'if-range': stale })).toMatchObject({ status: 200, body: text });
  });
});

describe('a download', () => {
  test('says the digest of the whole, and of what it sends where that is the whole (RFC 9530)', async () => {
    const digest = `sha-256=:${createHash('sha256').update(text).digest('base64')}:`;
    expect((await download(url)).headers).toMatchObject({ 'repr-digest': digest, 'content-digest': digest });
    const part = await download(url, { range: 'bytes=0-4' });
    expect(part).toMatchObject({ status: 206, headers: { 'repr-digest': digest } });
    expect(part.headers).not.toHaveProperty('content-digest');
    expect((await download(url, {}, 'HEAD')).headers).toMatchObject({ 'repr-digest': digest });
  });

  test('by HEAD says what GET would, and sends nothing', async () => {
    const [get, head] = [await download(url), await download(url, { range: 'bytes=0-4' }, 'HEAD')];
    expect(head).toMatchObject({ status: 200, body: undefined });
    for (const name of ['content-type', 'content-length', 'content-disposition', 'etag', 'last-modified', 'accept-ranges']) expect(head.headers[name]).toBe(get.headers[name]);
  });

  test('that the client has already is 304', async () => {
    const { headers } = await download(url);
    for (const known of [{ 'if-none-match': tag }, { 'if-none-match': `W/${tag}, "x"` }, { 'if-none-match': '*' }, { 'if-modified-since': headers['last-modified']! }, { 'if-none-match': tag, range: 'bytes=0-4' }]) {
      expect(await download(url, known)).toMatchObject({ status: 304, body: undefined, headers: { etag: tag } });
    }
    expect(await download(url, { 'if-none-match': '"another"', 'if-modified-since': headers['last-modified']! })).toMatchObject({ status: 200 });
    expect(await download(url, { 'if-modified-since': new Date(0).toUTCString() })).toMatchObject({ status: 200 });
  });

  test('is for this client alone, and is run by no browser', async () => {
    expect(await download(url)).toMatchObject({ headers: { 'cache-control': expect.stringMatching(/^private, max-age=\d+$/), 'x-content-type-options': 'nosniff', 'content-security-policy': expect.stringContaining('sandbox'), 'x-correlation-id': expect.any(String) } });
  });

  test('is shown in a browser only if asked, and if it is harmless', async () => {
    expect(await download(await linkOf(id, '?disposition=inline'))).toMatchObject({ headers: { 'content-disposition': expect.stringMatching(/^inline;/) } });
    const markdown = await linkOf(await upload('# Week 1\n', 'plan.md'), '?disposition=inline');
    expect(await download(markdown)).toMatchObject({ headers: { 'content-disposition': expect.stringMatching(/^attachment;/) } });
    expect(await served.as('reader').get(`/files/${id}/url?disposition=form-data`)).toMatchObject({ status: 422 });
  });

  test('needs no token, and a wrong one is still wrong', async () => {
    expect(await download(url, { authorization: 'Bearer rubbish' })).toMatchObject({ status: 401 });
    expect(await download(url, { authorization: `Bearer ${served.token('reader')}` })).toMatchObject({ status: 200 });
  });

  test('ends with its file, and not with another of the same content', async () => {
    const [first, second] = [await upload('the same'), await upload('the same')];
    const [one, other] = [await linkOf(first), await linkOf(second)];
    await served.as('editor').delete(`/files/${first}`);
    expect(await download(one)).toMatchObject({ status: 404 });
    expect(await download(other)).toMatchObject({ status: 200, body: 'the same' });
  });
});

describe('a link that was changed is 403', () => {
  const refused = { status: 403, body: { error_code: 'LINK_REFUSED', details: {} } };
  const changed = (change: (link: URL) => void): URL => {
    const link = new URL(url);
    change(link);
    return link;
  };
  const set = (name: string, to: (value: string) => string) => changed(({ searchParams }) => searchParams.set(name, to(searchParams.get(name)!)));

  test.each<[string, () => URL]>([
    ['in its end', () => set('exp', exp => String(Number(exp) + 1))], ['to end never', () => set('exp', () => '99999999999')], ['in the form of its end', () => set('exp', exp => `${exp}.0`)],
    ['in how it is shown', () => set('disposition', () => 'inline')], ['in its signature', () => set('sig', sig => sig.slice(0, -2) + (sig.endsWith('A') ? 'BB' : 'AA'))],
    ['so that its signature is cut short', () => set('sig', sig => sig.slice(0, -1))], ['so that its signature is one character', () => set('sig', () => 'A')], ['so that its signature is empty', () => set('sig', () => '')],
    ['so that its key is another', () => set('sig', sig => `zz${sig}`)], ['so that it has no signature', () => changed(({ searchParams }) => searchParams.delete('sig'))], ['so that it has nothing', () => changed(link => { link.search = ''; })],
    ['to say its end twice', () => changed(({ searchParams }) => searchParams.append('exp', searchParams.get('exp')!))], ['to say its signature twice', () => changed(({ searchParams }) => searchParams.append('sig', searchParams.get('sig')!))],
    ['for another file', () => changed(link => { link.pathname = link.pathname.replace(id, `${id.slice(0, -1)}${id.endsWith('0') ? '1' : '0'}`); })],
    ['to a signature of another script', () => set('sig', sig => `${sig.slice(0, -1)}é`)], ['to a signature that is far too long', () => set('sig', sig => sig.repeat(20))],
  ])('%s', async (_, link) => {
    for (const method of ['GET', 'HEAD']) expect(await download(link(), {}, method)).toMatchObject(method === 'GET' ? refused : { status: 403 });
  });

  test('to another file that is there', async () => {
    const other = await upload('another');
    expect(await download(url.replace(id, other))).toMatchObject(refused);
  });
});

describe('the address in a link', () => {
  const hostile = 'Host: evil.example\r\nX-Forwarded-Host: evil.example\r\nX-Forwarded-Proto: gopher\r\nForwarded: host=evil.example\r\n';

  test('is never what the request says', async () => {
    const answer = await rawAnswer(served.origin, `GET /api/v1/files/${id}/url HTTP/1.1\r\n${hostile}Authorization: Bearer ${served.token('reader')}\r\n\r\n`);
    expect(answer).toMatchObject({ status: 200, body: { url: expect.stringMatching(new RegExp(`^${served.origin}/api/v1/files/${id}/content\\?`)) } });
    const page = await rawAnswer(served.origin, `GET /api/v1/subjects?limit=1 HTTP/1.1\r\n${hostile}Authorization: Bearer ${served.token('reader')}\r\n\r\n`);
    expect(JSON.stringify(page)).not.toContain('evil');
  });

  test('is the public one where that is set, and a link ends when it says', async () => {
    const aurora = await served.deployment.process(undefined, { AURORA_PUBLIC_URL: 'https://syllabi.example.edu/aurora/', AURORA_FILE_URL_TTL: '1s' });
    const client = served.as('reader').with({ url: `${aurora.url}/api/v1` });
    const { body } = await client.get<Link>(`/files/${id}/url`);
    expect(body.url).toMatch(/^https:\/\/syllabi\.example\.edu\/aurora\/api\/v1\/files\//);
    expect(await client.get('/openapi.json')).toMatchObject({ body: { servers: [{ url: 'https://syllabi.example.edu/aurora/api/v1' }] } });
    const link = body.url.replace('https://syllabi.example.edu/aurora', aurora.url);
    let status: number;
    do ({ status } = await download(link)); while (status === 200);
    expect(status).toBe(403);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(body.expires_at));
  }, patience);
});

test('a client that leaves in the middle of a download is no error', async () => {
  const target = new URL(await linkOf(await upload(text.repeat(200_000), 'long.txt')));
  const correlation = 'left-in-the-middle';
  using connection = await RawConnection.open(served.origin);
  await connection.write(`GET ${target.pathname}${target.search} HTTP/1.1\r\nHost: a\r\nX-Correlation-Id: ${correlation}\r\n\r\n`);
  await connection.begun();
  connection.reset();
  const lines = await until(async () => {
    const told = served.process.log.filter(line => line['http.request.id'] === correlation);
    return told.some(line => line['message'] === 'request') ? told : undefined;
  });
  expect(lines).toMatchObject([{ 'log.level': 'info', 'http.response.status_code': 200 }]);
});
