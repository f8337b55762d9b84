import { randomBytes } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import type { Client } from '../client.ts';
import { makeFile } from './files.ts';
import { makeSubject } from './subjects.ts';

interface Syllabus { readonly id: number }

/** A word that no other test has. */
const newWord = (): string => `w${randomBytes(6).toString('hex')}`;

export function search(api: () => Client): void {
  const found = async (q: string): Promise<number[]> => {
    const answer = await api().get<{ items: readonly Syllabus[] }>(`/syllabus/?q=${encodeURIComponent(q)}`);
    expect(answer.status).toBe(200);
    return answer.body.items.map(({ id }) => id);
  };

  test('finds syllabi by the words of their documents, also after a change of the document, until they are deleted', async () => {
    const [first, second, third] = [newWord(), newWord(), newWord()];
    const subject = await makeSubject(api());
    const { id: file_id } = await makeFile(api(), `# Málaga ${first}\n\nWeek 1: ${second}.\n`);
    const { body: { id } } = await api().post<Syllabus>('/syllabus/', { subject_id: subject.id, file_id, instructor: 'Jana Nováková' });
    await until(async () => (await found(first)).length > 0);
    for (const q of [first, first.slice(0, -1), `${second} MALAGA`, `  ${first.toUpperCase()}, novakova`, `${subject.code} ${second}`]) expect([q, await found(q)]).toEqual([q, [id]]);
    for (const q of [`${first}x`, first.slice(1), `${first} ${third}`]) expect([q, await found(q)]).toEqual([q, []]);
    const { id: next } = await makeFile(api(), `Week 2: ${third}\n`);
    expect((await api().put(`/syllabus/${id}`, { file_id: next })).status).toBe(200);
    await until(async () => (await found(third)).length > 0);
    await until(async () => (await found(first)).length === 0);
    expect((await api().delete(`/syllabus/${id}`)).status).toBe(204);
    await until(async () => (await found(third)).length === 0);
  });

  test.each(['%20', '-', 'a'])('for no word (%s) is refused', async q => {
    expect(await api().get(`/syllabus/?q=${q}`)).toMatchObject({ status: 422, body: { error_code: 'VALIDATION_FAILED' } });
  });
}
