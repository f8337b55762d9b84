import { describe, expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { all, codeOf, newFile, newSubject } from './workbench.ts';

interface When { readonly year?: number | null; readonly term?: string | null }

onEachDatabase('the current syllabus of a subject', ({ deploy }) => {
  describe('is the latest by year and term', () => {
    test.each<readonly [string, readonly When[], number]>([
      ['by year', [{ year: 2024 }, { year: 2026 }, { year: 2025 }], 1],
      ['by term', [{ year: 2025, term: 'Fall' }, { year: 2025, term: 'Spring' }, { year: 2025, term: 'Summer' }], 0],
      ['by year before term', [{ year: 2026, term: 'Winter' }, { year: 2025, term: 'Fall' }], 0],
      ['whatever the case and accents of a term', [{ year: 2025, term: 'SPRING' }, { year: 2025, term: ' fäll ' }, { year: 2025, term: 'sUmmer' }], 1],
      ['by the number of a term', [{ year: 2025, term: 'Semester 2' }, { year: 2025, term: 'Semester 1' }], 0],
      ['by the number within a term', [{ year: 2025, term: 'Summer 2' }, { year: 2025, term: 'Summer 1' }, { year: 2025, term: 'Spring' }], 0],
      ['by the names that other universities have', [{ year: 2025, term: 'Trinity' }, { year: 2025, term: 'Michaelmas' }, { year: 2025, term: 'Hilary' }], 1],
      ['with a term before without', [{ year: 2025, term: 'Winter' }, { year: 2025 }], 0],
      ['with a year before without', [{ year: 1999 }, {}, { term: 'Fall' }], 0],
      ['made last, where nothing is said', [{}, {}, {}], 2],
      ['made last, where the same is said', [{ year: 2025, term: 'Fall' }, { year: 2025, term: 'fall' }], 1],
      ['made last, where terms say nothing', [{ year: 2025, term: 'Block Omega' }, { year: 2025, term: 'Block Alpha' }], 1],
    ])('%s', async (_, whens, current) => {
      await using deployment = await deploy();
      const { ports } = await deployment.host(all);
      const subject_id = await newSubject(ports);
      const made = [];
      for (const when of whens) made.push(await ports.syllabus.create({ subject_id, file_id: await newFile(ports), ...when }, call()));
      await ports.syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports), year: 9999 }, call());
      expect(await ports.syllabus.current({ id: subject_id }, call())).toEqual(made[current]);
    });
  });

  test('changes with what is said of syllabi, and is the next once it is deleted', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const subject_id = await newSubject(ports);
    const spring = await syllabus.create({ subject_id, file_id: await newFile(ports), year: 2025, term: 'Spring' }, call());
    const fall = await syllabus.create({ subject_id, file_id: await newFile(ports), year: 2025, term: 'Fall' }, call());
    const current = async () => (await syllabus.current({ id: subject_id }, call())).id;
    expect(await current()).toBe(fall.id);
    await syllabus.update({ id: spring.id, year: 2026 }, call());
    expect(await current()).toBe(spring.id);
    await syllabus.update({ id: spring.id, year: null, term: null }, call());
    expect(await current()).toBe(fall.id);
    await syllabus.update({ id: fall.id, subject_id: await newSubject(ports) }, call());
    expect(await current()).toBe(spring.id);
    await syllabus.delete({ id: spring.id }, call());
    expect(await codeOf(current())).toBe('NOT_FOUND');
  });
});
