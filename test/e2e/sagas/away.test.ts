import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { University, type Syllabus } from './university.ts';

let university: University;
beforeAll(async () => { university = await University.open(); });
afterAll(async () => { await university[Symbol.asyncDispose](); });

const nobody = 999_999;
const noFile = '0'.repeat(26);

/** Lets the owners be away from the request with this number on, without an answer to it. */
async function awayFrom(request: number): Promise<{ back(): Promise<void> }> {
  const { proxy } = university;
  const hold = proxy.hold('request', request);
  void hold.reached.then(() => {
    proxy.away = true;
    hold.drop();
  });
  return {
    async back() {
      proxy.away = false;
      await university.settledSoon();
    },
  };
}

describe('while the owners of subjects and files are away', () => {
  test.each([1, 2])('from request %i on, no syllabus is created, and nothing is held once they are back', async request => {
    const before = await university.state();
    const input = { subject_id: await university.subject(), file_id: await university.file() };
    const key = { 'idempotency-key': randomUUID() };
    const owners = await awayFrom(request);
    expect(await university.syllabi.post('/syllabus', input, key)).toMatchObject({ status: 503, body: { error_code: 'UNAVAILABLE' } });
    expect(await university.syllabi.post('/syllabus', input, key)).toMatchObject({ status: 409, body: { error_code: 'COMMAND_RUNNING' } });
    await owners.back();
    expect(await university.state()).toEqual(before);
    expect(await university.syllabi.post('/syllabus', input, key)).toMatchObject({ status: 201 });
  });

  test('a syllabus is changed where it refers to nothing new, and read', async () => {
    const { body: { id } } = await university.syllabi.post<Syllabus>('/syllabus', { subject_id: await university.subject(), file_id: await university.file() });
    const input = { file_id: await university.file() };
    university.proxy.away = true;
    expect(await university.syllabi.put(`/syllabus/${id}`, { year: 2026 })).toMatchObject({ status: 200, body: { year: 2026 } });
    expect(await university.syllabi.get(`/syllabus/by-id/${id}`)).toMatchObject({ status: 200 });
    const before = await university.state();
    expect(await university.syllabi.put(`/syllabus/${id}`, input)).toMatchObject({ status: 503 });
    university.proxy.away = false;
    await university.settledSoon();
    expect(await university.state()).toEqual(before);
  });

  test.each([1, 2])('from request %i on, a syllabus is deleted, and what it referred to is let go once they are back', async request => {
    const { body: { id, subject_id, file_id } } = await university.syllabi.post<Syllabus>('/syllabus', { subject_id: await university.subject(), file_id: await university.file() });
    const owners = await awayFrom(request);
    expect(await university.syllabi.send('DELETE', `/syllabus/${id}`)).toMatchObject({ status: 204 });
    expect(await university.syllabi.get(`/syllabus/by-id/${id}`)).toMatchObject({ status: 404 });
    expect((await university.state()).held.filter(line => line.endsWith(`syllabus:${id}`))).not.toEqual([]);
    await owners.back();
    expect((await university.state()).held.filter(line => line.endsWith(`syllabus:${id}`))).toEqual([]);
    expect(await university.remove(`/subjects/${subject_id}`)).toMatchObject({ status: 204 });
    expect(await university.remove(`/files/${file_id}`)).toMatchObject({ status: 204 });
  });
});

test('what refers to nothing is refused, and leaves nothing held', async () => {
  const before = await university.state();
  const subject_id = await university.subject();
  const file_id = await university.file();
  expect(await university.syllabi.post('/syllabus', { subject_id: nobody, file_id })).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE', details: { fields: [{ path: 'subject_id' }] } } });
  expect(await university.syllabi.post('/syllabus', { subject_id, file_id: noFile })).toMatchObject({ status: 422, body: { error_code: 'INVALID_REFERENCE', details: { fields: [{ path: 'file_id' }] } } });
  expect(await university.state()).toEqual(before);
  expect(await university.remove(`/subjects/${subject_id}`)).toMatchObject({ status: 204 });
});
