import { expect, test } from '@jest/globals';
import { call, onEachDatabase, until, type Deployment } from '@aurora/test/running';
import { all, references, words } from './workbench.ts';

const then = '2019-02-03T04:05:06.789Z', later = '2020-02-03T04:05:06.789Z';
const subject = { id: 17, name: 'Logic', code: 'PHIL 1', description: null, department_id: 7, credits: 3, created_at: then, updated_at: then };
const syllabus = { id: 31, subject_id: 17, file_id: 'a1', created_at: then, updated_at: later, version: 5 };
const rows = (...given: Record<string, unknown>[]) => ({ rows: given, gone: [] });
const gone = (...ids: string[]) => ({ rows: [], gone: ids });
const nothing = { added: 0, changed: 0, unchanged: 0, removed: 0, refused: [] };

async function open(deployment: Deployment) {
  const host = await deployment.host(all);
  await host.start();
  return host;
}

onEachDatabase('rows of another application', ({ deploy }) => {
  test('keep their ids, times and versions, and the same again changes nothing', async () => {
    await using deployment = await deploy();
    const { adoptions, ports } = await open(deployment);
    const longest = 'Z'.repeat(64);
    for (let time = 0; time < 2; time += 1) {
      const counted = time === 0 ? 'added' : 'unchanged';
      expect(await adoptions.subject.adopt(rows(subject), call())).toEqual({ ...nothing, [counted]: 1 });
      for (const id of ['a1', longest]) expect(await adoptions.file.adoptContent({ id, name: 'plan.txt', created_at: then, content: words(`text of ${id}`) }, call())).toMatchObject({ id });
      expect(await adoptions.syllabus.adopt(rows(syllabus, { ...syllabus, id: 32, file_id: longest, version: 1 }), call())).toEqual({ ...nothing, [counted]: 2 });
    }
    expect(await ports.subject.get({ id: 17 }, call())).toEqual({ ...subject, department: 'Department 7', credits_max: null, version: 1 });
    expect(await ports.syllabus.get({ id: 31 }, call())).toMatchObject({ ...syllabus, subject_code: 'PHIL 1' });
    expect(await ports.file.get({ id: 'a1' }, call())).toMatchObject({ id: 'a1', original_name: 'plan.txt', created_at: then, status: 'claimed', expires_at: null });
    expect(await adoptions.syllabus.adopted({ id: '32' }, call())).toMatchObject({ row: { id: 32, file_id: longest } });
    expect(await adoptions.subject.adopted({ id: '18' }, call())).toEqual({ row: null });
    // What is new gets ids above them, and a client goes on with the version that it knows.
    expect((await ports.subject.create({ name: 'Ethics', code: 'PHIL 2' }, call())).id).toBe(18);
    expect((await ports.syllabus.create({ subject_id: 17, file_id: 'a1' }, call())).id).toBe(33);
    expect(await ports.syllabus.update({ id: 31, version: 5, term: 'Fall' }, call())).toMatchObject({ version: 6 });
  });

  test('are told of by events without a gap, which other modules hear', async () => {
    await using deployment = await deploy();
    const { adoptions, ports } = await open(deployment);
    await adoptions.subject.adopt(rows(subject), call());
    await adoptions.file.adoptContent({ id: 'a1', name: 'plan.txt', content: words() }, call());
    await adoptions.syllabus.adopt(rows(syllabus), call());
    const told = await deployment.sql<{ version: number; event_type: string }>('syllabus', "select version, event_type from event_store where stream_id = 'syllabus-31' order by version");
    expect(told.map(({ event_type, version }) => [Number(version), event_type])).toEqual([[1, 'syllabus.created.v1'], ...[2, 3, 4, 5].map(version => [version, 'syllabus.updated.v1'])]);
    await until(async () => (await deployment.sql('subject', 'select 1 from subject where id = 17 and syllabi = 1')).length > 0);
    expect((await ports.subject.reportWithoutSyllabus({}, call())).items).toEqual([]);
  });

  test('follow their changes, and let go what they do not refer to any more', async () => {
    await using deployment = await deploy();
    const { adoptions, ports } = await open(deployment);
    await adoptions.subject.adopt(rows(subject, { ...subject, id: 18, code: 'PHIL 2' }), call());
    for (const id of ['a1', 'b2']) await adoptions.file.adoptContent({ id, name: 'plan.txt', content: words() }, call());
    await adoptions.syllabus.adopt(rows(syllabus), call());
    expect(await adoptions.subject.adopt(rows({ ...subject, name: 'Modal logic', updated_at: later }), call())).toEqual({ ...nothing, changed: 1 });
    expect(await ports.subject.get({ id: 17 }, call())).toMatchObject({ name: 'Modal logic', updated_at: later, version: 2 });
    expect(await adoptions.syllabus.adopt(rows({ ...syllabus, subject_id: 18, file_id: 'b2', version: 7 }), call())).toEqual({ ...nothing, changed: 1 });
    expect((await references(deployment)).known).toEqual(['file a1 syllabus:31:a1', 'file b2 syllabus:31:b2', 'subject 18 syllabus:31:18']);
    expect(await adoptions.subject.adopt(gone('17'), call())).toEqual({ ...nothing, removed: 1 });
    expect(await adoptions.subject.adopt(gone('18'), call())).toMatchObject({ removed: 0, refused: [{ id: '18', reason: expect.stringContaining('has syllabi') }] });
    for (const result of ['removed', 'unchanged'] as const) {
      expect(await adoptions.syllabus.adopt(gone('31'), call())).toEqual(result === 'removed' ? { ...nothing, removed: 1 } : { ...nothing, unchanged: 1 });
    }
    expect((await references(deployment)).held).toEqual(['file a1 adoption', 'file b2 adoption']);
    expect(await adoptions.subject.adopt(gone('18'), call())).toEqual({ ...nothing, removed: 1 });
    expect(await adoptions.file.adopt(gone('a1', 'b2'), call())).toEqual({ ...nothing, removed: 2 });
    expect(await ports.file.get({ id: 'a1' }, call())).toMatchObject({ status: 'staged', expires_at: expect.any(String) });
  });

  test('are refused one by one, each with its reason', async () => {
    await using deployment = await deploy();
    const { adoptions } = await open(deployment);
    const answer = await adoptions.subject.adopt(rows({ ...subject, name: '' }, subject, { ...subject, id: 18 }, { ...subject, id: 19, code: 'PHIL 3', colour: 'red' }), call());
    expect(answer).toEqual({ ...nothing, added: 1, refused: [
      { id: '17', reason: expect.stringMatching(/^name: /) }, { id: '18', reason: 'code: is taken' }, { id: '19', reason: expect.stringContaining('colour') },
    ] });
    expect(await adoptions.syllabus.adopt(rows(syllabus, { ...syllabus, id: 32, subject_id: 99 }), call())).toMatchObject({ refused: [{ id: '31', reason: 'file_id: there is no file a1' }, { id: '32', reason: 'subject_id: there is no subject 99' }] });
    expect(await deployment.sql('syllabus', 'select id from syllabus')).toEqual([]);
  });
});
