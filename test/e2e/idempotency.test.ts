import { randomUUID } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import type { Answer, Client } from './client.ts';
import { rawAnswer } from './raw.ts';
import { serve } from './served.ts';

const served = serve();
const editor = () => served.as('editor');

interface Made { readonly id: number | string; readonly version?: number }
const keyed = (key: string = randomUUID()) => ({ 'idempotency-key': key });
const subject = (code: string = randomUUID()) => ({ name: 'x', code });
const upload = (api: Client, key: string, text: string) => api.send<Made>('POST', '/files/upload?name=a.txt', { body: text, headers: { 'content-type': 'text/plain', 'idempotency-key': key } });
const named = async (code: string) => (await editor().get<{ items: unknown[] }>(`/subjects?code=${code}`)).body.items.length;

/** Sends the same at once and again where it is still running; answers what all got. */
async function together(count: number, send: () => Promise<Answer<Made>>): Promise<Made[]> {
  return Promise.all(Array.from({ length: count }, async () => {
    for (;;) {
      const answer = await send();
      if (answer.status !== 409) {
        expect(answer.status).toBe(201);
        return answer.body;
      }
      expect(answer.body).toMatchObject({ error_code: 'COMMAND_RUNNING' });
      expect(answer.headers['retry-after']).toBe('1');
    }
  }));
}

describe('a command that is repeated under its key', () => {
  test('gets the stored answer, with its headers', async () => {
    const body = subject();
    const headers = keyed();
    const first = await editor().post<Made>('/subjects', body, headers);
    const second = await editor().post<Made>('/subjects/', body, headers);
    expect(first.status).toBe(201);
    expect(second).toMatchObject({ status: 201, body: first.body, headers: { etag: first.headers['etag'], location: first.headers['location'] } });
    expect(await named(body.code)).toBe(1);
  });

  test('may write the key in quotes, and the fields in another order', async () => {
    const key = randomUUID();
    const code = randomUUID();
    const first = await editor().post<Made>('/subjects', { name: 'x', code }, keyed(key));
    expect(await editor().post('/subjects', { code, name: 'x' }, keyed(`"${key}"`))).toMatchObject({ status: 201, body: first.body });
  });

  test('keeps its answer when the thing has changed since', async () => {
    const { body: { id } } = await editor().post<Made>('/subjects', subject());
    const headers = { ...keyed(), 'if-match': `"${id}.1"` };
    expect(await editor().put(`/subjects/${id}`, { name: 'two' }, headers)).toMatchObject({ status: 200, body: { version: 2 } });
    await editor().put(`/subjects/${id}`, { name: 'three' });
    expect(await editor().put(`/subjects/${id}`, { name: 'two' }, headers)).toMatchObject({ status: 200, body: { name: 'two', version: 2 } });
    expect(await editor().get(`/subjects/${id}`)).toMatchObject({ body: { name: 'three', version: 3 } });
  });

  test('deletes once, and says so again', async () => {
    const { body: { id } } = await editor().post<Made>('/subjects', subject());
    const headers = keyed();
    for (let time = 0; time < 2; time += 1) expect(await editor().delete(`/subjects/${id}`, headers)).toMatchObject({ status: 204 });
    expect(await editor().delete(`/subjects/${id}`)).toMatchObject({ status: 404 });
  });

  test('has one effect however many come at once', async () => {
    const body = subject();
    const headers = keyed();
    const answers = await together(12, () => editor().post<Made>('/subjects', body, headers));
    expect(new Set(answers.map(answer => answer.id)).size).toBe(1);
    expect(await named(body.code)).toBe(1);
  });

  test('has one effect over three modules', async () => {
    const { body: { id: subject_id } } = await editor().post<Made>('/subjects', subject());
    const { body: { id: file_id } } = await upload(editor(), randomUUID(), 'Week 1.\n');
    const headers = keyed();
    const answers = await together(8, () => editor().post<Made>('/syllabus', { subject_id, file_id }, headers));
    expect(new Set(answers.map(answer => answer.id)).size).toBe(1);
    expect(await editor().get(`/syllabus?subject_id=${subject_id}`)).toMatchObject({ body: { items: [{ id: answers[0]!.id }], next: null } });
  });

  test('uploads once, by the bytes', async () => {
    const key = randomUUID();
    const answers = await together(4, () => upload(editor(), key, 'Week 2.\n'));
    expect(new Set(answers.map(answer => answer.id)).size).toBe(1);
    expect(await upload(editor(), key, 'Week 3.\n')).toMatchObject({ status: 422, body: { error_code: 'IDEMPOTENCY_KEY_REUSED' } });
    const link = await editor().get<{ url: string }>(`/files/${answers[0]!.id}/url`);
    expect(await (await fetch(link.body.url)).text()).toBe('Week 2.\n');
  });

  test('is tried anew if it had failed', async () => {
    const { body: { id } } = await editor().post<Made>('/subjects', subject('OBSTACLE'));
    const headers = keyed();
    expect(await editor().post('/subjects', subject('obstacle'), headers)).toMatchObject({ status: 409, body: { error_code: 'CONFLICT' } });
    await editor().delete(`/subjects/${id}`);
    expect(await editor().post('/subjects', subject('obstacle'), headers)).toMatchObject({ status: 201 });
  });
});

describe('a key', () => {
  test('of another command is 422', async () => {
    const headers = keyed();
    const { body } = await editor().post<Made>('/subjects', subject(), headers);
    const others = [editor().post('/subjects', subject(), headers), editor().post('/departments', { name: 'x' }, headers), editor().put(`/subjects/${body.id}`, { name: 'y' }, headers), editor().delete(`/subjects/${body.id}`, headers)];
    for (const answer of await Promise.all(others)) expect(answer).toMatchObject({ status: 422, body: { error_code: 'IDEMPOTENCY_KEY_REUSED' } });
    expect(await editor().get(`/subjects/${body.id}`)).toMatchObject({ status: 200, body });
  });

  test('is a principal\'s own', async () => {
    const headers = keyed();
    const eva = editor().with({ token: await served.deployment.token('editor', 'eva') });
    const [first, second] = [await editor().post<Made>('/subjects', subject(), headers), await eva.post<Made>('/subjects', subject(), headers)];
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body.id).not.toBe(first.body.id);
  });

  test('of a new API key that is repeated does not show the key again', async () => {
    const headers = keyed();
    const body = { name: 'once', scopes: ['subject:read'] };
    const { body: made } = await served.as('admin').post<Made & { key: string }>('/config/keys', body, headers);
    const again = await served.as('admin').post('/config/keys', body, headers);
    expect(again).toMatchObject({ status: 409 });
    expect(JSON.stringify(again.body)).not.toContain(made.key.split('_')[2]);
    expect(JSON.stringify(again.body)).toContain(made.id);
  });

  test.each(['', '""', ' ', 'a b', 'x'.repeat(256), 'ključ', '"unfinished'.repeat(30)])('that is malformed is 400: %j', async key => {
    expect(await editor().post('/subjects', subject(), keyed(encodeURI(key) === key ? key : Buffer.from(key).toString('latin1')))).toMatchObject({ status: 400, body: { error_code: 'MALFORMED_REQUEST' } });
  });

  test('that is given twice is 400', async () => {
    const body = JSON.stringify(subject());
    const request = `POST /api/v1/subjects HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${served.token('editor')}\r\nContent-Type: application/json\r\nIdempotency-Key: a\r\nIdempotency-Key: b\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
    expect(await rawAnswer(served.origin, request)).toMatchObject({ status: 400 });
  });

  test('says nothing to a query', async () => {
    for (const key of ['a', 'not well formed']) expect(await editor().get('/subjects', keyed(key))).toMatchObject({ status: 200 });
  });
});
