import { expect, test } from '@jest/globals';
import { call, everyPage, onEachDatabase } from '@aurora/test/running';

onEachDatabase('reports', ({ deploy }) => {
  test('count subjects, credits and missing syllabi by department', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    expect(await subject.reportByDepartment({}, call())).toEqual({ items: [] });
    await subject.create({ name: 'A', code: 'A', department: 'Law', credits: 0.1, credits_max: 9 }, call());
    await subject.create({ name: 'B', code: 'B', department: 'Law', credits: 0.2 }, call());
    const held = await subject.create({ name: 'C', code: 'C', department: 'Art', credits: null }, call());
    await subject.create({ name: 'D', code: 'D' }, call());
    await subject.createDepartment({ name: 'Empty' }, call());
    await subject.reserve({ id: held.id, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
    expect(await subject.reportByDepartment({}, call())).toEqual({
      items: [
        { department_id: null, department: null, subjects: 1, credits: 0, without_syllabus: 1 },
        { department_id: held.department_id, department: 'Art', subjects: 1, credits: 0, without_syllabus: 0 },
        { department_id: 1, department: 'Law', subjects: 2, credits: 0.3, without_syllabus: 2 },
      ],
    });
  });

  test('name the subjects that no syllabus refers to, by code', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const ids: Record<string, number> = {};
    for (const code of ['c', 'B', 'a', 'D', 'e']) ids[code] = (await subject.create({ name: 'Any', code }, call())).id;
    await subject.reserve({ id: ids['B']!, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
    const codes = async () => (await everyPage(cursor => subject.reportWithoutSyllabus({ limit: 2, cursor }, call()))).map(item => item.code);
    expect(await codes()).toEqual(['a', 'c', 'D', 'e']);
    await subject.release({ id: ids['B']!, holder: 'syllabus:1' }, call({ caller: 'syllabus' }));
    expect(await codes()).toEqual(['a', 'B', 'c', 'D', 'e']);
  });
});
