import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { makeFile } from '../journey/files.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience, serve } from '../served.ts';

interface Deletion { readonly id: string; readonly subject_id: number; readonly state: string }

const served = serve();
const hurry = (module: 'subject' | 'syllabus') => served.deployment.sql(module, "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'running' and attempts > 0");

async function subjectWith(syllabi: number): Promise<{ id: number; files: string[] }> {
  const api = served.as('editor');
  const { id } = await makeSubject(api);
  const files = [];
  for (let number = 0; number < syllabi; number += 1) {
    const file = await makeFile(api, `text ${randomUUID()}`);
    expect(await api.post('/syllabus', { subject_id: id, file_id: file.id })).toMatchObject({ status: 201 });
    files.push(file.id);
  }
  return { id, files };
}

const ended = (location: string) => until(async () => {
  for (const module of ['subject', 'syllabus'] as const) await hurry(module);
  const { body } = await served.as('editor').get<Deletion>(location.replace('/api/v1', ''));
  return body.state === 'running' ? undefined : body;
});

test('a subject is deleted with its syllabi: 204 when that is done in time, else 202 with where to follow it', async () => {
  const api = served.as('editor');
  const { id, files } = await subjectWith(3);
  expect(await api.delete(`/subjects/${id}`)).toMatchObject({ status: 409, body: { error_code: 'IN_USE' } });
  expect(await api.delete(`/subjects/${id}?mode=everything`)).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'mode' }] } } });
  const answer = await api.delete(`/subjects/${id}?mode=cascade`);
  if (answer.status === 202) await ended(answer.headers['location']!);
  else expect(answer).toMatchObject({ status: 204, body: undefined });
  expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 404 });
  expect(await api.get(`/syllabus?subject_id=${id}`)).toMatchObject({ body: { items: [] } });
  for (const file of files) expect(await api.delete(`/files/${file}`)).toMatchObject({ status: 204 });
}, patience);

test('one that takes longer than the request is followed to its end; meanwhile the subject is read and not referred to', async () => {
  const api = served.as('editor');
  const { id } = await subjectWith(2);
  const file = await makeFile(api, `text ${randomUUID()}`);
  await served.deployment.sql('syllabus', 'alter table syllabus_reference rename to elsewhere');
  const key = { 'idempotency-key': randomUUID() };
  const answer = await api.send<Deletion>('DELETE', `/subjects/${id}?mode=cascade`, { headers: key });
  expect(answer).toMatchObject({ status: 202, headers: { location: `/api/v1/subjects/deletions/${answer.body.id}` }, body: { subject_id: id, state: 'running', error: null } });
  expect(await api.send('DELETE', `/subjects/${id}?mode=cascade`, { headers: key })).toMatchObject({ status: 202, body: { id: answer.body.id } });
  expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 200 });
  expect(await api.put(`/subjects/${id}`, { name: 'Other' })).toMatchObject({ status: 409, body: { error_code: 'BEING_DELETED', details: { deletion: answer.body.id } } });
  expect(await api.post('/syllabus', { subject_id: id, file_id: file.id })).toMatchObject({ status: 409, body: { error_code: 'BEING_DELETED' } });
  expect(await served.beside.with({ token: served.token('admin') }).get('/admin/sagas')).toMatchObject({
    body: { items: expect.arrayContaining([expect.objectContaining({ module: 'subject', type: 'delete-subject', about: `subject ${id}`, status: 'waiting', step: 'clear', past_pivot: true }), expect.objectContaining({ module: 'syllabus', type: 'clear-subject', past_pivot: true })]) },
  });
  await served.deployment.sql('syllabus', 'alter table elsewhere rename to syllabus_reference');
  expect(await ended(answer.headers['location']!)).toMatchObject({ state: 'done', error: null });
  expect(await api.get(`/subjects/${id}`)).toMatchObject({ status: 404 });
  expect(await api.send('DELETE', `/subjects/${id}?mode=cascade`, { headers: key })).toMatchObject({ status: 204 });
  expect(await api.delete(`/files/${file.id}`)).toMatchObject({ status: 204 });
}, patience);

test('the document of the API has both answers', async () => {
  const { body } = await served.beside.get<{ paths: Record<string, Record<string, { responses: Record<string, { headers: object; content?: object }> }>> }>('/api/v1/openapi.json');
  const { responses } = body.paths['/subjects/{id}']!['delete']!;
  expect(responses['204']!.content).toBeUndefined();
  expect(responses['202']).toMatchObject({ headers: { Location: expect.anything() }, content: { 'application/json': { schema: { $ref: '#/components/schemas/Deletion' } } } });
});
