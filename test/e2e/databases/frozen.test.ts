import { randomUUID } from 'node:crypto';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { Client, type Answer } from '../client.ts';
import { differences } from './books.ts';
import { Ledger } from './ledger.ts';
import { describeWithOwnMariaDb, OwnMariaDb } from './own-mariadb.ts';
import { ServerDeployment } from './server-deployment.ts';

interface Made { readonly id: number; readonly version: number }

/** More at once than the pool has connections: none may wait for another's for ever. */
const readers = 30;

describeWithOwnMariaDb('a database server that stands still', () => {
  test('lets every request end by its deadline, and what is repeated once it goes on has one effect', async () => {
    await using database = await OwnMariaDb.start();
    await using deployment = await ServerDeployment.create(database.url);
    expect(await deployment.migrate()).toMatchObject({ code: 0 });
    const aurora = await deployment.serve();
    const api = new Client({ url: `${aurora.url}/api/v1`, token: await deployment.token('editor') });
    const beside = new Client({ url: aurora.url });
    const ledger = new Ledger();
    const { body: kept } = await api.post<Made>('/subjects', { name: 'first', code: 'KEPT' });
    const { body: lost } = await api.post<Made>('/subjects', { name: 'first', code: 'LOST' });
    const { body: file } = await api.post<{ id: string }>('/files/upload?name=a.txt', 'Week 1.\n', { 'content-type': 'text/plain' });

    const repeatable = (send: (headers: Record<string, string>) => Promise<Answer<Made>>) => {
      const headers = { 'idempotency-key': randomUUID() };
      return () => send(headers);
    };
    const commands = {
      create: repeatable(headers => api.post<Made>('/subjects', { name: 'new', code: 'NEW' }, headers)),
      change: repeatable(headers => api.put<Made>(`/subjects/${kept.id}`, { name: 'second' }, headers)),
      remove: repeatable(headers => api.delete(`/subjects/${lost.id}`, headers) as Promise<Answer<Made>>),
      upload: repeatable(headers => api.post<Made>('/files/upload?name=b.txt', 'Week 2.\n', { 'content-type': 'text/plain', ...headers })),
      refer: repeatable(headers => api.post<Made>('/syllabus', { subject_id: kept.id, file_id: file.id }, headers)),
    };
    const names = Object.keys(commands) as (keyof typeof commands)[];
    const unavailable = { status: 503, headers: { 'retry-after': expect.stringMatching(/^[1-9]\d*$/) }, body: { error_code: 'UNAVAILABLE' } };

    database.freeze();
    const asked = [...names.map(name => commands[name]()), ...Array.from({ length: readers }, () => api.get(`/subjects/${kept.id}`)), api.get('/subjects'), api.get(`/files/${file.id}`)];
    expect(await beside.get('/health/live')).toMatchObject({ status: 200 });
    expect(await beside.get('/health/ready')).toMatchObject({ status: 503, body: { problems: { subject: expect.any(String) } } });
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject(unavailable);
    database.thaw();

    await until(async () => (await beside.get('/health/ready')).status === 200);
    const done = new Map<string, Made>();
    for (const name of names) {
      const { status, body } = await until(async () => {
        const answer = await commands[name]();
        return answer.status === 503 || answer.status === 409 ? undefined : answer;
      });
      expect({ name, status }).toMatchObject({ status: expect.any(Number) });
      expect([name, status]).toEqual([name, { create: 201, change: 200, remove: 204, upload: 201, refer: 201 }[name]]);
      done.set(name, body);
    }
    ledger.subjects.set(kept.id, { version: 2, deleted: false, fields: { name: 'second' } });
    ledger.subjects.set(lost.id, { version: 1, deleted: true, fields: {} });
    ledger.subjects.set(done.get('create')!.id, { version: 1, deleted: false, fields: { name: 'new', code: 'NEW' } });
    for (const id of [file.id, String(done.get('upload')!.id)]) ledger.files.add(id);
    ledger.syllabi.set(done.get('refer')!.id, { version: 1, deleted: false, fields: { subject_id: kept.id, file_id: file.id } });
    expect(await differences(deployment, ledger)).toEqual([]);
    expect(await aurora.stop()).toEqual({ code: 0, signal: null });
  }, 120_000);
});
