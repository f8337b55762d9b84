import { expect } from '@jest/globals';
import { until } from '@aurora/test/running';
import type { Answer, Client } from '../client.ts';

export interface OldSubject { readonly id: number; readonly name: string; readonly code: string; readonly description: string | null; readonly department_id: number | null; readonly credits: number | null; readonly created_at: string; readonly updated_at: string }
export interface OldSyllabus { readonly id: number; readonly subject_id: number; readonly file_id: string; readonly created_at: string; readonly updated_at: string; readonly version: number }

const time = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);

/** The fields that they know. */
const subjectOf = ({ code, created_at, credits, department_id, description, id, name, updated_at }: OldSubject): OldSubject => ({ id, name, code, description, department_id, credits, created_at, updated_at });
const syllabusOf = ({ created_at, file_id, id, subject_id, updated_at, version }: OldSyllabus): OldSyllabus => ({ id, subject_id, file_id, created_at, updated_at, version });

/** What clients of the old application do, and what they rely on in its answers. They know nothing of Aurora. */
export class OldClients {
  readonly editor: Client;
  readonly reader: Client;
  readonly anyone: Client;
  /** What has been acknowledged of subjects, by id; null for one that was deleted. */
  readonly subjects = new Map<number, OldSubject | null>();
  readonly syllabi = new Map<number, OldSyllabus | null>();
  #number = 0;

  constructor(clients: { readonly editor: Client; readonly reader: Client; readonly anyone: Client }) {
    this.editor = clients.editor;
    this.reader = clients.reader;
    this.anyone = clients.anyone;
  }

  async createSubject(): Promise<OldSubject> {
    const code = `OLD ${this.#number += 1}`;
    const { body, status } = await this.#write(() => this.editor.post<OldSubject>('/subjects/', { name: ' Logic ', code, credits: 3 }));
    expect({ status, body }).toEqual({ status: 201, body: expect.objectContaining({ id: expect.any(Number), name: 'Logic', code, description: null, department_id: null, credits: 3, created_at: time, updated_at: time }) });
    this.subjects.set(body.id, subjectOf(body));
    return body;
  }

  async updateSubject(id: number, description: string): Promise<OldSubject> {
    const { body, status } = await this.#write(() => this.editor.put<OldSubject>(`/subjects/${id}`, { description, credits: null }));
    expect({ status, body }).toEqual({ status: 200, body: expect.objectContaining({ id, description, credits: null, name: 'Logic' }) });
    this.subjects.set(id, subjectOf(body));
    return body;
  }

  async deleteSubject(id: number): Promise<void> {
    expect(await this.editor.delete(`/subjects/${id}`)).toMatchObject({ status: 204 });
    this.subjects.set(id, null);
  }

  async createSyllabus(subject: number, file: string): Promise<OldSyllabus> {
    const { body, status } = await this.editor.post<OldSyllabus>('/syllabus/', { subject_id: subject, file_id: file });
    expect({ status, body }).toEqual({ status: 201, body: expect.objectContaining({ id: expect.any(Number), subject_id: subject, file_id: file, version: 1, created_at: time, updated_at: time }) });
    this.syllabi.set(body.id, syllabusOf(body));
    return body;
  }

  async updateSyllabus({ id, version }: OldSyllabus, file: string): Promise<OldSyllabus> {
    expect(await this.editor.put(`/syllabus/${id}`, { file_id: file, version: version + 7 })).toMatchObject({ status: 412, body: { error_code: 'STALE_VERSION' } });
    const { body, status } = await this.editor.put<OldSyllabus>(`/syllabus/${id}`, { file_id: file, version });
    expect({ status, body }).toEqual({ status: 200, body: expect.objectContaining({ id, file_id: file, version: version + 1 }) });
    this.syllabi.set(id, syllabusOf(body));
    return body;
  }

  async deleteSyllabus(id: number): Promise<void> {
    expect(await this.editor.delete(`/syllabus/${id}`)).toMatchObject({ status: 204 });
    this.syllabi.set(id, null);
  }

  /** The bytes behind a file's URL, resolved as any client would. */
  async fileBytes(id: string): Promise<Buffer> {
    const { body, status } = await this.reader.get<{ url: string }>(`/files/${id}/url`);
    expect(status).toBe(200);
    const response = await fetch(new URL(body.url, this.reader.options.url));
    expect(response.status).toBe(200);
    return Buffer.from(await response.arrayBuffer());
  }

  /** Everything acknowledged is there as it was answered, and what was deleted is not; those who may not are refused. */
  async verify(): Promise<void> {
    for (const [id, subject] of this.subjects) {
      const answer = await this.anyone.get(`/subjects/${id}`);
      expect(answer).toMatchObject(subject ? { status: 200, body: subject } : { status: 404, body: { error_code: 'NOT_FOUND' } });
    }
    const current = new Map<number, OldSyllabus>();
    for (const syllabus of this.syllabi.values()) if (syllabus && (current.get(syllabus.subject_id)?.id ?? 0) < syllabus.id) current.set(syllabus.subject_id, syllabus);
    for (const [subject, syllabus] of current) expect(await this.reader.get(`/syllabus/${subject}`)).toMatchObject({ status: 200, body: syllabus });
    await this.#refusals();
  }

  /** A write that is held for longer than five seconds is refused and not passed on: it is made again, as its answer says. */
  async #write<Body>(request: () => Promise<Answer<Body>>): Promise<Answer<Body>> {
    return until(async () => {
      const answer = await request();
      if (answer.status !== 503) return answer;
      expect(answer).toMatchObject({ headers: { 'retry-after': '1' }, body: { error_code: 'UNAVAILABLE', error_message: expect.stringContaining('Writes wait') } });
      return false;
    });
  }

  async #refusals(): Promise<void> {
    const taken = [...this.subjects.values()].find(subject => subject)!;
    const refused = async (answer: Promise<Answer>, status: number, code: string): Promise<void> => expect(await answer).toMatchObject({ status, body: { error_code: code } });
    await refused(this.anyone.post('/subjects/', { name: 'x', code: 'x' }), 401, 'UNAUTHENTICATED');
    await refused(this.reader.post('/subjects/', { name: 'x', code: 'x' }), 403, 'FORBIDDEN');
    await refused(this.editor.post('/subjects/', { name: 'x', code: taken.code.toLowerCase() }), 409, 'CONFLICT');
    await refused(this.editor.put(`/subjects/${taken.id}`, { name: null }), 422, 'VALIDATION_FAILED');
    await refused(this.anyone.get('/subjects/999999'), 404, 'NOT_FOUND');
    await refused(this.editor.post('/syllabus/', { subject_id: 999_999, file_id: 'a1' }), 422, 'INVALID_REFERENCE');
  }
}
