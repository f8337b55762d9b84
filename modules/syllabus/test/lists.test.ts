import { expect, test } from '@jest/globals';
import { call, everyPage, onEachDatabase } from '@aurora/test/running';
import { all, codeOf, newFile, newSubject } from './workbench.ts';

onEachDatabase('a list of syllabi', ({ deploy }) => {
  test('is filtered by what is said of them', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const [maps, atlas] = [await newSubject(ports), await newSubject(ports)];
    const [first, second] = [await newFile(ports), await newFile(ports)];
    await syllabus.create({ subject_id: maps, file_id: first, year: 2025, term: 'Fall', instructor: 'Zoë  Müller' }, call());
    await syllabus.create({ subject_id: maps, file_id: second, year: 2025, term: 'Été', instructor: 'Ångström' }, call());
    await syllabus.create({ subject_id: atlas, file_id: first, year: 2024, term: 'fall' }, call());
    const found = async (filter: object) => (await syllabus.list(filter, call())).items.map(item => item.id);
    expect(await found({})).toEqual([1, 2, 3]);
    expect(await found({ subject_id: maps })).toEqual([1, 2]);
    expect(await found({ file_id: first })).toEqual([1, 3]);
    expect(await found({ year: 2025 })).toEqual([1, 2]);
    expect(await found({ term: ' FALL' })).toEqual([1, 3]);
    expect(await found({ term: 'ete' })).toEqual([2]);
    expect(await found({ instructor: 'zoe muller' })).toEqual([1]);
    expect(await found({ instructor: 'angstrom' })).toEqual([2]);
    expect(await found({ subject_id: atlas, file_id: first, year: 2024, term: 'Fall', instructor: 'nobody' })).toEqual([]);
    expect(await found({ subject_id: 999 })).toEqual([]);
  });

  test('pages by key: whatever is made and deleted between two pages, nothing that stays is missed or seen twice', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const subject_id = await newSubject(ports);
    const file_id = await newFile(ports);
    const make = (year: number | null, term?: string) => syllabus.create({ subject_id, file_id, year, ...(term === undefined ? {} : { term }) }, call());
    for (const year of [2025, 2023, 2025, null, 2024, 2023, 2025]) await make(year);
    const keys: Record<string, (a: { id: number; year: number | null }, b: { id: number; year: number | null }) => number> = {
      id: (a, b) => a.id - b.id, '-id': (a, b) => b.id - a.id, term: (a, b) => (a.year ?? 0) - (b.year ?? 0) || a.id - b.id, '-term': (a, b) => (b.year ?? 0) - (a.year ?? 0) || b.id - a.id,
    };
    for (const sort of ['id', '-id', 'term', '-term'] as const) {
      const before = (await syllabus.list({ limit: 200 }, call())).items;
      const kept = before.filter(item => item.id > 2);
      let pages = 0;
      const seen = await everyPage(async cursor => {
        const page = await syllabus.list({ sort, limit: 2, cursor }, call());
        pages += 1;
        if (pages === 2) {
          await make(2025);
          await make(1990);
        }
        return page;
      });
      const ids = seen.map(item => item.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(seen.filter(item => kept.some(({ id }) => id === item.id)).map(item => item.id)).toEqual(kept.toSorted(keys[sort]).map(item => item.id));
    }
  });

  test('refuses a cursor of another list, of another order, or of nobody\'s making', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const [subject_id, file_id] = [await newSubject(ports), await newFile(ports)];
    for (const year of [1, 2, 3]) await syllabus.create({ subject_id, file_id, year: 2020 + year }, call());
    const { next } = await syllabus.list({ sort: 'term', limit: 1 }, call());
    for (const sort of ['id', '-term'] as const) expect(await codeOf(syllabus.list({ sort, cursor: next! }, call()))).toBe('VALIDATION_FAILED');
    expect(await codeOf(syllabus.history({ id: 1, cursor: next! }, call()))).toBe('VALIDATION_FAILED');
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const key of [['x', 'y'], [null, null], [1], [1, 2, 3], ['1', 'NaN'], [{}, 1], [true, 1], ['', '']]) {
      for (const sort of ['id', 'term'] as const) expect([key, sort, await codeOf(syllabus.list({ sort, cursor: forged(`syllabi.${sort}`, ...key) }, call()))]).toEqual([key, sort, 'VALIDATION_FAILED']);
    }
    expect(await codeOf(syllabus.history({ id: 1, cursor: forged('history', 'x') }, call()))).toBe('VALIDATION_FAILED');
  });
});
