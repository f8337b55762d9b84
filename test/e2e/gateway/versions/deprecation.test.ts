import { describe, expect, test } from '@jest/globals';
import type { Answer } from '../../client.ts';
import { BothKinds, kinds, makeSyllabus } from './both-kinds.ts';

const both = new BothKinds();

describe.each(kinds)('The end of the first version\'s syllabi is told at a gateway %s', kind => {
  const told = (answer: Answer, successor: string) => {
    expect(answer.headers).toMatchObject({ deprecation: '@1795392000', sunset: 'Sun, 31 Dec 2028 00:00:00 GMT' });
    expect(answer.headers['link']!.split(', ')).toContain(`<${successor}>; rel="successor-version"`);
  };

  test('50 on every answer, with the address of what comes after it', async () => {
    const at = await both.clients(kind);
    const { v1, bare } = at;
    const reader = v1.with({ token: await both.token('reader') });
    const { body: { id, subject } } = await makeSyllabus(at);
    // Of the first version's form, which has more in it than the second's.
    const { headers: { etag } } = await v1.get(`/syllabus/by-id/${id}`);
    const current = `/api/v2/subjects/${subject.id}/syllabus`, self = `/api/v2/syllabi/${id}`;
    const asked: readonly (readonly [status: number, successor: string, ask: () => Promise<Answer>])[] = [
      [200, current, () => v1.get(`/syllabus/${subject.id}`)], [200, self, () => v1.get(`/syllabus/by-id/${id}`)], [200, `${self}/history`, () => v1.get(`/syllabus/by-id/${id}/history/`)],
      [304, self, () => v1.get(`/syllabus/by-id/${id}`, { 'if-none-match': etag! })], [200, self, () => v1.send('HEAD', `/syllabus/by-id/${id}`)],
      [200, self, () => v1.put(`/syllabus/${id}`, { section: 'C' })], [422, self, () => v1.put(`/syllabus/${id}`, { nonsense: 1 })], [422, '/api/v2/syllabi', () => v1.post('/syllabus', {})],
      [401, current, () => v1.with({ token: undefined }).get(`/syllabus/${subject.id}`)], [403, self, () => reader.delete(`/syllabus/${id}`)],
      [204, self, () => v1.delete(`/syllabus/${id}`)], [404, current, () => v1.get(`/syllabus/${subject.id}`)], [422, '/api/v2/syllabi', () => v1.get('/syllabus?limit=0')],
    ];
    for (const [status, successor, ask] of asked) {
      const answer = await ask();
      expect(answer.status).toBe(status);
      told(answer, successor);
      if (status === 200) expect((await bare.get(successor)).status).toBe(200);
    }
  });

  test('beside the link to the next page', async () => {
    const at = await both.clients(kind);
    const { v1 } = at;
    for (let made = 0; made < 2; made += 1) await makeSyllabus(at);
    const page = await v1.get('/syllabus?limit=1', { origin: 'https://app.example.edu' });
    told(page, '/api/v2/syllabi');
    expect(page.headers['link']!.split(', ').filter(link => /^<\/api\/v1\/syllabus\?[^>]+>; rel="next"$/.test(link))).toHaveLength(1);
    expect(page.headers).toMatchObject({ vary: expect.stringContaining('Origin'), 'access-control-allow-origin': 'https://app.example.edu' });
  });

  test('whatever the path holds', async () => {
    const { v1 } = await both.clients(kind);
    const hostile = await v1.get(`/syllabus/${encodeURIComponent('x\r\nset-cookie: a=b>; rel="next"')}`);
    expect(hostile).toMatchObject({ status: 422 });
    expect(hostile.headers).not.toHaveProperty('set-cookie');
    told(hostile, '/api/v2/subjects/x%0D%0Aset-cookie%3A%20a%3Db%3E%3B%20rel%3D%22next%22/syllabus');
  });

  test('and on no other answer', async () => {
    const { v1, v2 } = await both.clients(kind);
    for (const answer of [await v1.get('/subjects?limit=1'), await v1.get('/syllabi'), await v2.get('/syllabi?limit=1'), await v1.get('/files/x')]) {
      for (const name of ['deprecation', 'sunset']) expect(answer.headers).not.toHaveProperty(name);
      expect(answer.headers['link'] ?? '').not.toContain('successor-version');
    }
  });
});
