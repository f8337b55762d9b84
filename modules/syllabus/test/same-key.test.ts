import { expect, test } from '@jest/globals';
import { call, onEachDatabase, type Deployment } from '@aurora/test/running';
import { all, events, newFile, newSubject, references } from './workbench.ts';

/** Keeps the syllabus module's allocator of ids from giving out any until `release`. */
async function holdIds(deployment: Deployment): Promise<{ release(): Promise<void> }> {
  const { transactions, close } = await deployment.databases.open('syllabus');
  const { promise: held, resolve: hold } = Promise.withResolvers<void>();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const holding = transactions.run(async transaction => {
    await transaction.all<object, unknown>({ statement: () => ({ sql: "update id_allocator set next = next + 1 where name = 'syllabus'", parameters: [] }) }, {});
    hold();
    await released;
  });
  await held;
  return { async release() { release(); await holding; await close(); } };
}

onEachDatabase('several creations under one key', ({ deploy, engine }) => {
  test('have one effect; who comes too early is told so, who comes later gets the answer', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(all), await deployment.host(all)];
    const { ports } = hosts[0]!;
    const input = { subject_id: await newSubject(ports), file_id: await newFile(ports) };
    const context = call();
    const outcomes = await Promise.all(Array.from({ length: 10 }, (_, index) => hosts[index % 2]!.ports.syllabus.create(input, context).then(answer => answer.id, (error: { code: string }) => error.code)));
    const { id } = await ports.syllabus.create(input, context);
    expect(outcomes.filter(outcome => outcome !== id && outcome !== 'COMMAND_RUNNING')).toEqual([]);
    expect(outcomes).toContain(id);
    expect((await ports.syllabus.list({}, call())).items).toHaveLength(1);
    expect(await events(deployment)).toEqual(['created']);
    const { held, known } = await references(deployment);
    expect(held).toEqual([`file ${input.file_id} syllabus:${id}`, `subject ${input.subject_id} syllabus:${id}`]);
    expect(known).toEqual(held);
  });

  test('for different things are refused, while the first runs and after it', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const input = { subject_id: await newSubject(ports), file_id: await newFile(ports) };
    const context = call();
    const outcomes = await Promise.all([{}, { year: 2025 }].map(more => ports.syllabus.create({ ...input, ...more }, context).then(() => 'made', (error: { code: string }) => error.code)));
    expect(outcomes.filter(outcome => outcome === 'made')).toHaveLength(1);
    expect(outcomes.find(outcome => outcome !== 'made')).toMatch(/^(?:COMMAND_RUNNING|IDEMPOTENCY_KEY_REUSED)$/);
    await expect(ports.syllabus.create({ ...input, year: 2026 }, context)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    await expect(ports.syllabus.delete({ id: 1 }, context)).rejects.toMatchObject({ code: 'IDEMPOTENCY_KEY_REUSED' });
    expect((await references(deployment)).held).toHaveLength(2);
  });

  // On SQLite whoever holds the allocator holds every writer up.
  if (engine === 'mariadb') test('hold nothing where one has ended between the other\'s look and its own beginning', async () => {
    await using deployment = await deploy();
    const [quick, slow] = [await deployment.host(all), await deployment.host(all)];
    const { ports } = quick;
    const input = { subject_id: await newSubject(ports), file_id: await newFile(ports) };
    await ports.syllabus.create({ subject_id: input.subject_id, file_id: await newFile(ports) }, call());
    const context = call();
    const ids = await holdIds(deployment);
    const late = slow.ports.syllabus.create(input, context);
    const made = await quick.ports.syllabus.create(input, context);
    await ids.release();
    expect(await late).toEqual(made);
    const { held, known } = await references(deployment);
    expect(held).toEqual(known);
    expect(held).toHaveLength(4);
  });
});
