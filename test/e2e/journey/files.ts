import { createHash } from 'node:crypto';
import { expect, test } from '@jest/globals';
import type { Client } from '../client.ts';

export interface FileAnswer { readonly id: string; readonly original_name: string; readonly sha256: string }

/** Uploads a text as a raw body. */
export async function makeFile(api: Client, text = 'Week 1: vectors.\n'): Promise<FileAnswer> {
  const answer = await api.send<FileAnswer>('POST', '/files/upload?name=plan.txt', { body: text, headers: { 'content-type': 'text/plain' } });
  expect(answer.status).toBe(201);
  return answer.body;
}

/** What stands behind a signed URL, without any token. */
export async function fetchSigned(api: Client, id: string): Promise<Response> {
  const { body } = await api.get<{ url: string }>(`/files/${id}/url`);
  return fetch(body.url);
}

export function files(api: () => Client): void {
  const text = 'Week 1: vectors.\n';
  const sha256 = createHash('sha256').update(text).digest('hex');
  const known = { original_name: 'plan.txt', file_type: 'text/plain', file_size: text.length, sha256, status: 'staged', public_url: null, expires_at: expect.any(String) };

  test.each(['/files/upload', '/files/upload/'])('are uploaded by a form to %s and read at their Location', async path => {
    const form = new FormData();
    form.append('file', new Blob([text]), 'plan.txt');
    const made = await api().send<FileAnswer>('POST', path, { body: form });
    expect(made).toMatchObject({ status: 201, headers: { location: `/api/v1/files/${made.body.id}` }, body: known });
    expect(made.body).not.toHaveProperty('storage_path');
    expect(await api().get(`/files/${made.body.id}`)).toMatchObject({ status: 200, body: made.body });
    expect(await api().get(`/files/${made.body.id}/`)).toMatchObject({ status: 200, body: made.body });
  });

  test('are uploaded as the body itself', async () => {
    expect(await makeFile(api(), text)).toMatchObject(known);
  });

  test('are downloaded by a URL that needs no token and ends', async () => {
    const { id } = await makeFile(api(), text);
    const link = await api().get<{ url: string; expires_at: string }>(`/files/${id}/url/`);
    expect(link).toMatchObject({ status: 200, headers: { 'cache-control': expect.stringContaining('private') }, body: { url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/api\/v1\/files\//), expires_at: expect.any(String) } });
    const { pathname, search } = new URL(link.body.url);
    expect(await api().with({ token: undefined }).get(pathname.replace('/api/v1', '') + search)).toMatchObject({
      status: 200, body: text,
      headers: { 'content-type': 'text/plain; charset=utf-8', 'content-length': String(text.length), etag: `"${sha256}"`, 'accept-ranges': 'bytes', 'content-disposition': 'attachment; filename=plan.txt', 'x-content-type-options': 'nosniff' },
    });
  });

  test('that are no PDF have no preview', async () => {
    const { id } = await makeFile(api(), text);
    expect(await api().get(`/files/${id}/preview`)).toMatchObject({ status: 404, body: { error_code: 'NOT_FOUND' } });
  });

  test('are uploaded resumably, and given up', async () => {
    const tus = { 'tus-resumable': '1.0.0' }, part = { ...tus, 'content-type': 'application/offset+octet-stream' };
    const begin = () => api().send('POST', '/files/tus', { headers: { ...tus, 'upload-length': String(text.length), 'upload-metadata': `filename ${btoa('plan.txt')}` } });
    expect(await api().send('OPTIONS', '/files/tus')).toMatchObject({ status: 204, headers: { 'tus-version': '1.0.0' } });
    const at = (await begin()).headers['location']!.replace('/api/v1', '');
    expect(await api().send('PATCH', at, { body: Buffer.from(text.slice(0, 6)), headers: { ...part, 'upload-offset': '0' } })).toMatchObject({ status: 204, headers: { 'upload-offset': '6' } });
    expect(await api().send('HEAD', at, { headers: tus })).toMatchObject({ status: 200, headers: { 'upload-offset': '6', 'upload-length': String(text.length) } });
    const { headers } = await api().send('PATCH', at, { body: Buffer.from(text.slice(6)), headers: { ...part, 'upload-offset': '6' } });
    expect(await api().get(`/files/${headers['aurora-file-id']}`)).toMatchObject({ status: 200, body: known });
    const other = (await begin()).headers['location']!.replace('/api/v1', '');
    expect(await api().send('DELETE', other, { headers: tus })).toMatchObject({ status: 204 });
  });

  test('are given out by URLs that are counted, listed and revoked', async () => {
    const { id } = await makeFile(api(), text);
    const made = await api().post<{ url: string; grant: { id: string } }>(`/files/${id}/url`, { max_uses: 2, expires_in: 3_600, disposition: 'inline' });
    expect(made).toMatchObject({ status: 201, body: { grant: { file_id: id, sha256, uses: 0, max_uses: 2, revoked_at: null } } });
    const { grant, url } = made.body;
    const asked = await fetch(url, { method: 'HEAD' });
    expect([asked.status, asked.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
    expect(await (await fetch(url, { headers: { range: 'bytes=0-3' } })).text()).toBe(text.slice(0, 4));
    expect(await (await fetch(url)).text()).toBe(text);
    const spent = await fetch(url);
    expect([spent.status, (await spent.json() as { error_code: string }).error_code]).toEqual([403, 'LINK_REFUSED']);
    const second = await api().post<{ url: string; grant: { id: string } }>(`/files/${id}/url`, {});
    expect(await api().get(`/files/${id}/url/grants`)).toMatchObject({ status: 200, body: { items: [{ id: second.body.grant.id, uses: 0 }, { id: grant.id, uses: 2 }], next: null } });
    expect(await api().post(`/files/${id}/url/${second.body.grant.id}/revoke`, {})).toMatchObject({ status: 200, body: { revoked_at: expect.any(String) } });
    expect((await fetch(second.body.url)).status).toBe(403);
    expect(await api().post(`/files/${id}/url`, { max_uses: 0 })).toMatchObject({ status: 422 });
  });

  test('take room, which their owner may ask for', async () => {
    const before = await api().get<{ files: number; bytes: number }>('/file-usage');
    expect(before).toMatchObject({ status: 200, body: { quota: null } });
    await makeFile(api(), text);
    expect(await api().get('/file-usage')).toMatchObject({ body: { files: before.body.files + 1, bytes: before.body.bytes + text.length } });
  });

  test('are deleted, and what they held with them', async () => {
    const { id } = await makeFile(api());
    const { body } = await api().get<{ url: string }>(`/files/${id}/url`);
    expect(await api().delete(`/files/${id}`)).toMatchObject({ status: 204 });
    expect((await fetch(body.url)).status).toBe(404);
    for (const answer of [await api().get(`/files/${id}`), await api().get(`/files/${id}/url`), await api().delete(`/files/${id}/`)]) expect(answer).toMatchObject({ status: 404 });
  });
}
