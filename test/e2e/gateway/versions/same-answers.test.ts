import { expect, test } from '@jest/globals';
import type { Answer } from '../../client.ts';
import { BothKinds, kinds, makeSyllabus, type, type Clients } from './both-kinds.ts';

const both = new BothKinds();

test('A gateway answers the same whether the modules run in it or elsewhere.', async () => {
  const [here, there] = [await both.clients(kinds[0]), await both.clients(kinds[1])];
  const { body: { id, subject } } = await makeSyllabus(here, { term: { year: 2026, name: 'Fall' } });
  await makeSyllabus(here);
  const steady = ({ status, headers, body }: Answer) => ({
    status, headers: Object.fromEntries(Object.entries(headers).filter(([name]) => !['date', 'x-correlation-id', 'connection', 'keep-alive'].includes(name) && !name.startsWith('ratelimit'))),
    body: JSON.parse(JSON.stringify(body ?? null, (key, value: unknown) => (['correlation_id', 'timestamp'].includes(key) ? '*' : value))) as unknown,
  });
  const asked: ((at: Clients) => Promise<Answer>)[] = [
    at => at.v2.get(`/syllabi/${id}`), at => at.v2.get('/syllabi?limit=1&sort=-id'), at => at.v2.get(`/syllabi/${id}/history`), at => at.v2.get(`/subjects/${subject.id}/syllabus`), at => at.v2.get('/syllabi/999999'),
    at => at.v2.get('/syllabi?cursor=x'), at => at.v2.post('/syllabi', { subject: { id: 999_999 }, file: { id: '0'.repeat(26) } }), at => at.v2.send('PATCH', `/syllabi/${id}`, { body: {}, headers: { 'if-match': '"x"' } }),
    at => at.v2.delete('/syllabi/999999'), at => at.v1.get(`/syllabus/by-id/${id}`), at => at.v1.get('/syllabus?limit=1&sort=-id'), at => at.any.get(`/syllabi/${id}`, type('v2')), at => at.any.get('/subjects?limit=1', type('v1')),
    at => at.bare.get('/api/v2/openapi.json'), at => at.bare.get('/api/v1/openapi.json'),
  ];
  for (const ask of asked) expect(steady(await ask(there))).toEqual(steady(await ask(here)));
});
