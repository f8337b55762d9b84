import { expect, test } from '@jest/globals';
import { anna, call, everyPage, onEachDatabase } from '@aurora/test/running';
import { all, codeOf, newFile, newSubject } from './workbench.ts';

const berta = { id: 'user:berta', scopes: anna.scopes };

onEachDatabase('the history of a syllabus', ({ deploy }) => {
  test('says who changed what, when, and from what to what; newest first', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const [subject_id, file_id, other] = [await newSubject(ports), await newFile(ports), await newFile(ports)];
    const made = await syllabus.create({ subject_id, file_id, term: 'Fall' }, call());
    const { id } = made;
    const dated = await syllabus.update({ id, year: 2025, term: 'Spring' }, call({ principal: berta }));
    await syllabus.update({ id, year: 2025 }, call());
    const replaced = await syllabus.update({ id, file_id: other, term: null }, call());
    expect(await syllabus.history({ id }, call())).toEqual({
      next: null,
      items: [
        { version: 3, action: 'updated', changed_at: replaced.updated_at, changed_by: 'user:anna', changes: { file_id: { from: file_id, to: other }, term: { from: 'Spring', to: null } } },
        { version: 2, action: 'updated', changed_at: dated.updated_at, changed_by: 'user:berta', changes: { year: { from: null, to: 2025 }, term: { from: 'Fall', to: 'Spring' } } },
        { version: 1, action: 'created', changed_at: made.created_at, changed_by: 'user:anna', changes: { subject_id: { from: null, to: subject_id }, file_id: { from: null, to: file_id }, term: { from: null, to: 'Fall' } } },
      ],
    });
    expect((await everyPage(cursor => syllabus.history({ id, limit: 1, cursor }, call()))).map(change => change.version)).toEqual([3, 2, 1]);
  });

  test('keeps the files it names from being deleted, and goes with the syllabus', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { file, syllabus } = ports;
    const [first, second] = [await newFile(ports), await newFile(ports)];
    const { id } = await syllabus.create({ subject_id: await newSubject(ports), file_id: first }, call());
    await syllabus.update({ id, file_id: second }, call());
    for (const named of [first, second]) expect(await codeOf(file.delete({ id: named }, call()))).toBe('IN_USE');
    await syllabus.delete({ id }, call());
    expect(await codeOf(syllabus.history({ id }, call()))).toBe('NOT_FOUND');
    for (const named of [first, second]) await file.delete({ id: named }, call());
    expect(await deployment.sql('syllabus', 'select * from syllabus_change')).toEqual([]);
  });

  test('of none is not found', async () => {
    await using deployment = await deploy();
    const { ports: { syllabus } } = await deployment.host(all);
    expect(await codeOf(syllabus.history({ id: 1 }, call()))).toBe('NOT_FOUND');
  });
});
