import { expect, test } from '@jest/globals';
import type { AnyPort } from '@aurora/kernel';
import { call, onEachDatabase, until, type Deployment } from '@aurora/test/running';
import { all, codeOf, newFile, newSubject, references, type Ports } from './workbench.ts';

const asSyllabus = () => call({ caller: 'syllabus' });
const cascade = { mode: 'cascade' } as const;

/** Everything at work, with what is heard and gone on with in the background. */
async function working(deployment: Deployment, between?: (module: string, port: AnyPort) => AnyPort): Promise<Ports> {
  const host = await deployment.host(all, between ? { between } : {});
  await host.start();
  return host.ports;
}

async function syllabiOf(ports: Ports, subject_id: number, count: number): Promise<{ files: string[]; ids: number[] }> {
  const made = [];
  for (let number = 0; number < count; number += 1) made.push(await ports.syllabus.create({ subject_id, file_id: await newFile(ports), year: 2000 + number }, call()));
  return { files: made.map(syllabus => syllabus.file_id), ids: made.map(syllabus => syllabus.id) };
}

/** As if every answer that is waited for were overdue. */
const overdue = (deployment: Deployment) => deployment.sql('subject', "update saga set lease_until = '2000-01-01T00:00:00.000Z' where status = 'waiting'");
const open = async (deployment: Deployment) =>
  [...await deployment.sql('subject', "select id from saga where status not in ('completed', 'compensated')"), ...await deployment.sql('syllabus', "select id from saga where status not in ('completed', 'compensated')")];
const told = async (deployment: Deployment, module: 'subject' | 'syllabus', kind: string) =>
  (await deployment.sql<{ event_type: string }>(module, 'select event_type from event_store')).filter(event => event.event_type.startsWith(kind)).map(event => event.event_type.split('.')[1]);

onEachDatabase('deleting a subject with its syllabi', ({ deploy }) => {
  test('deletes them all, lets their files go, and answers when it is done', async () => {
    await using deployment = await deploy();
    const ports = await working(deployment);
    const [gone, kept] = [await newSubject(ports), await newSubject(ports)];
    const { files } = await syllabiOf(ports, gone, 12);
    const others = await syllabiOf(ports, kept, 1);
    const key = call();
    const first = await ports.subject.delete({ id: gone, ...cascade }, key);
    if (first) await until(async () => (await ports.subject.getDeletion({ id: first.id }, call())).state === 'done');
    expect(await codeOf(ports.subject.get({ id: gone }, call()))).toBe('NOT_FOUND');
    expect((await ports.syllabus.list({}, call())).items.map(({ id }) => id)).toEqual(others.ids);
    for (const id of files) await ports.file.delete({ id }, call());
    const { held, known } = await references(deployment);
    expect(held).toEqual(known);
    expect(await told(deployment, 'syllabus', 'syllabus.deleted')).toHaveLength(12);
    expect((await told(deployment, 'subject', 'subject')).filter(kind => kind !== 'created')).toEqual(['requested', 'decided', 'deleted']);
    expect(await ports.subject.delete({ id: gone, ...cascade }, key)).toBeUndefined();
    expect(await codeOf(ports.subject.delete({ id: gone, mode: 'restrict' }, key))).toBe('IDEMPOTENCY_KEY_REUSED');
    expect(await open(deployment)).toEqual([]);
  }, 60_000);

  test('is done at once where there are none, and not done by default where there are', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const id = await newSubject(ports);
    const { ids } = await syllabiOf(ports, id, 1);
    expect(await codeOf(ports.subject.delete({ id }, call()))).toBe('IN_USE');
    await ports.syllabus.delete({ id: ids[0]! }, call());
    expect(await ports.subject.delete({ id, ...cascade }, call())).toBeUndefined();
    expect(await codeOf(ports.subject.delete({ id, ...cascade }, call()))).toBe('NOT_FOUND');
    expect(await told(deployment, 'subject', 'subject_deletion')).toEqual([]);
  });

  test('needs the right to write syllabi, and the version that was read', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const id = await newSubject(ports);
    await syllabiOf(ports, id, 1);
    const editor = { id: 'user:berta', scopes: new Set(['subject:write'] as const) };
    await expect(ports.subject.delete({ id, ...cascade }, call({ principal: editor }))).rejects.toMatchObject({ code: 'FORBIDDEN', details: { scope: 'syllabus:write' } });
    expect(await codeOf(ports.subject.delete({ id, if_match: `"${id}.7"`, ...cascade }, call()))).toBe('STALE_VERSION');
    await ports.subject.update({ id, name: 'As before' }, call());
  });

  test('keeps others from referring to the subject, changing or deleting it meanwhile, and goes back where nobody answers in time', async () => {
    await using deployment = await deploy();
    const makers = await deployment.host(all);
    const id = await newSubject(makers.ports);
    const { ids } = await syllabiOf(makers.ports, id, 2);
    await makers.stop();
    const alone = await deployment.host(['subject']);
    await alone.start();
    const { subject } = alone.ports;
    const before = await subject.get({ id }, call());
    const key = call();
    const deletion = (await subject.delete({ id, ...cascade }, key))!;
    expect(deletion).toMatchObject({ subject_id: id, state: 'running', error: null });
    expect(await subject.delete({ id, ...cascade }, key)).toMatchObject({ id: deletion.id });
    expect(await codeOf(subject.delete({ id: id + 1, ...cascade }, key))).toBe('IDEMPOTENCY_KEY_REUSED');
    await expect(subject.reserve({ id, holder: 'syllabus:99' }, asSyllabus())).rejects.toMatchObject({ code: 'BEING_DELETED', details: { deletion: deletion.id } });
    await subject.reserve({ id, holder: `syllabus:${ids[0]}` }, asSyllabus());
    for (const refused of [() => subject.update({ id, name: 'Other' }, call()), () => subject.delete({ id }, call()), () => subject.delete({ id, ...cascade }, call())]) expect(await codeOf(refused())).toBe('BEING_DELETED');
    expect(await subject.get({ id }, call())).toEqual(before);
    await overdue(deployment);
    await until(async () => (await subject.getDeletion({ id: deletion.id }, call())).state === 'failed');
    expect(await subject.getDeletion({ id: deletion.id }, call())).toMatchObject({ error: { code: 'DEADLINE_EXCEEDED' } });
    expect(await subject.get({ id }, call())).toEqual(before);
    await subject.reserve({ id, holder: 'syllabus:99' }, asSyllabus());
    await subject.release({ id, holder: 'syllabus:99' }, asSyllabus());
    await alone.stop();
    // The question is heard after all; the answer comes too late.
    const ports = await working(deployment);
    await until(async () => (await told(deployment, 'syllabus', 'subject_clearing')).length > 0);
    await ports.syllabus.create({ subject_id: id, file_id: await newFile(ports) }, call());
    expect((await ports.syllabus.list({ subject_id: id }, call())).items).toHaveLength(3);
    expect(await codeOf(ports.subject.getDeletion({ id: '00000000-0000-7000-8000-000000000000' }, call()))).toBe('NOT_FOUND');
    expect(await open(deployment)).toEqual([]);
  }, 60_000);

  test('is refused while one is being made, and loses nothing of it', async () => {
    await using deployment = await deploy();
    const { promise: claiming, resolve: claims } = Promise.withResolvers<void>();
    const { promise: going, resolve: goOn } = Promise.withResolvers<void>();
    const ports = await working(deployment, (module, port) => (module !== 'file' ? port : { ...port, claim: async (input, context) => { claims(); await going; return port['claim']!(input, context); } }));
    const id = await newSubject(ports);
    const making = ports.syllabus.create({ subject_id: id, file_id: await newFile(ports) }, call());
    await claiming;
    await expect(ports.subject.delete({ id, ...cascade }, call())).rejects.toMatchObject({ code: 'IN_USE', message: expect.stringContaining('is being made') });
    goOn();
    const { id: made } = await making;
    expect(await codeOf(ports.subject.delete({ id }, call()))).toBe('IN_USE');
    const deletion = await ports.subject.delete({ id, ...cascade }, call());
    if (deletion) await until(async () => (await ports.subject.getDeletion({ id: deletion.id }, call())).state === 'done');
    expect(await codeOf(ports.syllabus.get({ id: made }, call()))).toBe('NOT_FOUND');
    expect(await open(deployment)).toEqual([]);
  }, 60_000);
});
