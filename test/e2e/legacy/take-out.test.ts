import { setImmediate, setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { describeWithLegacy } from '../../legacy/describe-with-legacy.ts';
import { patience } from '../served.ts';
import { OldClients } from './old-clients.ts';
import { OldUniversity } from './old-university.ts';

describeWithLegacy('the old application, of which subject, file and syllabus are taken out one by one', () => {
  const resources = new AsyncDisposableStack();
  let old: OldUniversity, clients: OldClients;
  beforeAll(async () => {
    old = resources.use(await OldUniversity.open());
    clients = new OldClients({ editor: old.client('editor'), reader: old.client('reader'), anyone: old.client(undefined) });
  }, patience);
  afterAll(() => resources.disposeAsync(), patience);

  /** Clients that write subjects all the time, until `work` is done. */
  async function underWrites(work: () => Promise<void>): Promise<void> {
    const end = Promise.withResolvers<void>();
    let ended = false;
    void end.promise.then(() => { ended = true; });
    const writing = (async () => {
      while (!ended) {
        const { id } = await clients.createSubject();
        await clients.updateSubject(id, 'While it is switched');
        await setImmediate();
      }
    })();
    try {
      await work();
    } finally {
      end.resolve();
      await writing;
    }
  }
  const done = async (...args: string[]): Promise<void> => {
    const ran = await old.import(...args);
    expect([ran.err, ran.code]).toEqual([ran.err, 0]);
    expect(`${ran.out}${ran.err}`).not.toContain(new URL(old.legacy.databaseUrl).password);
  };
  const inOldTable = (table: string, id: number) => until(async () => (await old.sql(`select id from ${table} where id = ?`, String(id))).length > 0);

  test('a mapping with mistakes is refused with all of them, and a dry run changes nothing', async () => {
    const first = await clients.createSubject();
    await clients.createSyllabus(first.id, 'a1');
    const plan = await old.import('--dry-run');
    expect(plan).toMatchObject({ code: 0, out: expect.stringMatching(/subject: 1 from subjects[^]*file: 1 from syllabi[^]*syllabus: 1 from syllabi[^]*Nothing has been changed/) });
    expect(await old.sql("show tables like 'aurora%'")).toEqual([]);
    expect(await old.aurora().get(`/subjects/${first.id}`)).toMatchObject({ status: 404 });
    expect(await old.import('--status')).toMatchObject({ code: 1, err: expect.stringContaining('Nothing has been imported') });
  }, patience);

  test('a first copy keeps ids, versions, times and bytes; the same again changes nothing', async () => {
    const subject = await clients.createSubject();
    await clients.updateSyllabus(await clients.createSyllabus(subject.id, 'b2'), 'c3');
    await done();
    for (const id of clients.subjects.keys()) expect(await old.aurora().get(`/subjects/${id}`)).toMatchObject({ status: 200, body: clients.subjects.get(id)! });
    expect(await old.aurora().get(`/syllabus/${subject.id}`)).toMatchObject({ body: { file_id: 'c3', version: 2 } });
    expect(await old.aurora().get('/files/c3')).toMatchObject({ status: 200, body: { id: 'c3', file_type: 'application/pdf', file_size: 4 * 2 ** 20, status: 'claimed' } });
    expect(JSON.parse((await old.import('--json')).out)).toEqual({ added: 0, changed: 0, unchanged: 0, removed: 0, refused: 0, fed: 0, strays: 0 });
  }, patience);

  test('what changes is followed, also by one that follows in the place of another that was killed', async () => {
    const follower = old.begin('--follow');
    const changed = await clients.createSubject(), gone = await clients.createSubject();
    await old.arrived(`/subjects/${gone.id}`);
    // It may be killed between taking a row over and noting it.
    follower.signal('SIGKILL');
    await follower.ran;
    await clients.updateSubject(changed.id, 'Proofs');
    await clients.deleteSubject(gone.id);
    const syllabus = await clients.createSyllabus(changed.id, 'd4');
    await using _ = old.begin('--follow');
    await old.arrived(`/syllabus/by-id/${syllabus.id}`);
    await old.arrived(`/subjects/${gone.id}`, 404);
    expect(await old.aurora().get(`/subjects/${changed.id}`)).toMatchObject({ body: { description: 'Proofs' } });
  }, patience);

  test('subject goes to Aurora under writes, of which none fails or is lost; the old tables are fed', async () => {
    await underWrites(() => done('--switch', 'subject'));
    await using _ = old.begin('--follow');
    const subject = await clients.createSubject();
    await inOldTable('subjects', subject.id);
    // The old code reads what Aurora has written: it makes a syllabus of the new subject.
    const syllabus = await clients.createSyllabus(subject.id, 'e5');
    await old.arrived(`/syllabus/by-id/${syllabus.id}`);
    expect(await clients.editor.delete(`/subjects/${subject.id}`)).toMatchObject({ status: 409, body: { error_code: 'IN_USE' } });
    const unused = await clients.createSubject();
    await clients.deleteSubject(unused.id);
    await until(async () => (await old.report('subject')).events_behind === 0 && (await old.report('subject')).pending === 0);
    await clients.verify();
    const rows = await old.sql<{ id: number; description: string | null }>('select id, description from subjects order by id');
    expect(rows).toEqual([...clients.subjects].filter(([, known]) => known).toSorted(([one], [other]) => one - other).map(([id, known]) => ({ id, description: known!.description })));
  }, patience);

  test('who writes past the gateway is named, with table, key and time', async () => {
    const { id } = await clients.createSubject();
    await using follower = old.begin('--follow');
    await inOldTable('subjects', id);
    const past = old.client('editor', old.legacy.url);
    const { body } = await past.put<{ updated_at: string }>(`/subjects/${id}`, { description: 'Past the gateway' });
    await follower.said(`subjects ${id} was changed past the gateway, at ${body.updated_at}`);
    const added = await past.post<{ id: number }>('/subjects/', { name: 'Past', code: 'PAST 1' });
    await follower.said(`subjects ${added.body.id} was added past the gateway`);
    await past.delete(`/subjects/${added.body.id}`);
    await follower.said(`subjects ${added.body.id} was deleted past the gateway`);
    expect((await old.report('subject')).strays).toContainEqual(expect.objectContaining({ table_name: 'subjects', row_key: String(id), kind: 'changed', changed_at: body.updated_at }));
    // Aurora's word counts; its next write of the row reaches the old table.
    expect(await clients.anyone.get(`/subjects/${id}`)).toMatchObject({ body: { description: null } });
    await clients.updateSubject(id, 'Written by Aurora');
    await until(async () => (await old.sql<{ description: string }>('select description from subjects where id = ?', String(id)))[0]?.description === 'Written by Aurora');
  }, patience);

  test('subject goes back to the old application with what Aurora has written, and to Aurora again', async () => {
    await underWrites(() => done('--back', 'subject'));
    await clients.verify();
    const { id } = await clients.createSubject();
    expect(await old.client('editor', old.legacy.url).get(`/subjects/${id}`)).toMatchObject({ status: 200 });
    await underWrites(() => done('--switch', 'subject'));
    await clients.verify();
  }, 2 * patience);

  test.each(['--back', '--switch'])('%s that is killed at any moment goes on when it is run again; no write is lost', async way => {
    const { strays } = await old.report('subject');
    await underWrites(async () => {
      for (const moment of [300, 550, 800, 1_050, 1_300]) {
        const command = old.begin(way, 'subject');
        await wait(moment);
        command.signal('SIGKILL');
        await command.ran;
      }
      await done(way, 'subject');
    });
    await clients.verify();
    expect((await old.report('subject')).strays).toEqual(strays);
  }, 2 * patience);

  test('file goes to Aurora: its URLs lead to the same bytes', async () => {
    const before = await clients.fileBytes('c3');
    await done('--switch', 'file');
    expect((await clients.fileBytes('c3')).equals(before)).toBe(true);
    await using _ = old.begin('--follow');
    const subject = [...clients.subjects.values()].find(known => known)!;
    await clients.createSyllabus(subject.id, 'f6');
    await old.arrived('/files/f6');
    expect((await clients.fileBytes('f6')).subarray(0, 15).toString()).toBe('%PDF-1.4\n% f6\n%');
  }, patience);

  test('syllabus goes to Aurora, and the yearly report of the old code goes on', async () => {
    await done('--switch', 'syllabus');
    await using _ = old.begin('--follow');
    const subject = await clients.createSubject();
    const made = await clients.createSyllabus(subject.id, 'a1');
    await clients.updateSyllabus(made, 'd4');
    const gone = await clients.createSyllabus(subject.id, 'c3');
    await clients.deleteSyllabus(gone.id);
    const uploaded = await clients.editor.send<{ id: string }>('POST', '/files/upload?name=plan.txt', { body: 'Week 1: vectors.', headers: { 'content-type': 'text/plain' } });
    const newer = await clients.createSyllabus(subject.id, uploaded.body.id);
    await inOldTable('syllabi', newer.id);
    await clients.verify();
    await until(async () => (await old.report('syllabus')).events_behind === 0 && (await old.report('syllabus')).pending === 0);
    const rows = await old.sql<{ id: number; file_url: string }>('select id, file_id, file_url, version from syllabi order by id');
    expect(rows.map(({ id }) => id)).toEqual([...clients.syllabi].filter(([, known]) => known).map(([id]) => id).toSorted((one, other) => one - other));
    expect(rows).toContainEqual(expect.objectContaining({ id: made.id, file_url: '/legacy/files/d4', version: 2 }));
    expect(rows).toContainEqual(expect.objectContaining({ id: newer.id, file_url: `${old.gateway.url}/api/v1/files/${uploaded.body.id}/url` }));
    const { body: years } = await clients.reader.get<{ syllabi: number }[]>('/reports/yearly');
    expect(years.reduce((sum, year) => sum + year.syllabi, 0)).toBe(rows.length);
  }, patience);

  test('syllabus goes back and forth as well, and all three are told of as out', async () => {
    await done('--back', 'syllabus');
    await clients.verify();
    await done('--switch', 'syllabus');
    await clients.verify();
    for (const module of ['subject', 'file', 'syllabus']) expect((await old.report(module)).problems).toEqual([]);
    const { phases, modules } = await old.status();
    expect(phases.slice(0, 3).map(({ done }) => done)).toEqual([true, true, true]);
    expect(modules.find(({ module }) => module === 'subject')).toMatchObject({ stage: 'extracted', share: 100, database: expect.stringContaining('subject.sqlite') });
  }, patience);
});
