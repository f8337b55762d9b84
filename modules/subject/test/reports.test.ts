import { expect, test } from '@jest/globals';
import { call, everyPage, onEachDatabase, until, type Host } from '@aurora/test/running';

type University = Host<'subject' | 'file' | 'syllabus'>;

/** Makes a syllabus of a subject; its id. */
async function makeSyllabus({ ports: { file, syllabus } }: University, subject_id: number): Promise<number> {
  const { id: file_id } = await file.upload({ name: 'a.txt', content: (async function* () { yield Buffer.from(`text ${subject_id}`); })() }, call());
  return (await syllabus.create({ subject_id, file_id }, call())).id;
}

onEachDatabase('reports', ({ deploy }) => {
  test('count subjects, credits and missing syllabi by department', async () => {
    await using deployment = await deploy();
    const university = await deployment.host(['subject', 'file', 'syllabus']);
    await university.start();
    const { ports: { subject } } = university;
    expect(await subject.reportByDepartment({}, call())).toEqual({ items: [] });
    await subject.create({ name: 'A', code: 'A', department: 'Law', credits: 0.1, credits_max: 9 }, call());
    await subject.create({ name: 'B', code: 'B', department: 'Law', credits: 0.2 }, call());
    const held = await subject.create({ name: 'C', code: 'C', department: 'Art', credits: null }, call());
    await subject.create({ name: 'D', code: 'D' }, call());
    await subject.createDepartment({ name: 'Empty' }, call());
    await makeSyllabus(university, held.id);
    await until(async () => (await subject.reportByDepartment({}, call())).items.some(({ without_syllabus }) => without_syllabus === 0));
    expect(await subject.reportByDepartment({}, call())).toEqual({
      items: [
        { department_id: null, department: null, subjects: 1, credits: 0, without_syllabus: 1 },
        { department_id: held.department_id, department: 'Art', subjects: 1, credits: 0, without_syllabus: 0 },
        { department_id: 1, department: 'Law', subjects: 2, credits: 0.3, without_syllabus: 2 },
      ],
    });
  });

  test('name the subjects that have no syllabus, by code, and follow what becomes of them', async () => {
    await using deployment = await deploy();
    const university = await deployment.host(['subject', 'file', 'syllabus']);
    await university.start();
    const { ports: { subject, syllabus } } = university;
    const ids: Record<string, number> = {};
    for (const code of ['c', 'B', 'a', 'D', 'e']) ids[code] = (await subject.create({ name: 'Any', code }, call())).id;
    const shows = (...codes: string[]) => until(async () => (await everyPage(cursor => subject.reportWithoutSyllabus({ limit: 2, cursor }, call()))).map(item => item.code).join() === codes.join());
    await shows('a', 'B', 'c', 'D', 'e');
    const first = await makeSyllabus(university, ids['B']!);
    await shows('a', 'c', 'D', 'e');
    const second = await makeSyllabus(university, ids['B']!);
    await syllabus.delete({ id: first }, call());
    await syllabus.update({ id: second, subject_id: ids['D']! }, call());
    await shows('a', 'B', 'c', 'e');
    await syllabus.delete({ id: second }, call());
    await shows('a', 'B', 'c', 'D', 'e');
  });
});
