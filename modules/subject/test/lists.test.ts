import { expect, test } from '@jest/globals';
import { call, everyPage, onEachDatabase } from '@aurora/test/running';
import { outcomeOf } from './outcomes.ts';

onEachDatabase('a list of subjects', ({ deploy }) => {
  test('is filtered by code, department and words, whatever their case and accents', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    await subject.create({ name: 'Straßenbau', code: 'CIV 101', description: 'Über Brücken & Tunnel, 100% Beton', department: 'Génie civil' }, call());
    await subject.create({ name: 'Bridges', code: 'civ 1010', department: 'Génie civil' }, call());
    await subject.create({ name: 'Roads_and\\rails', code: 'ČIV 102', department: 'Verkehr' }, call());
    const found = async (filter: object) => (await subject.list(filter, call())).items.map(item => item.id);
    expect(await found({})).toEqual([1, 2, 3]);
    expect(await found({ code: 'Civ  101' })).toEqual([1]);
    expect(await found({ code_prefix: 'CIV' })).toEqual([1, 2]);
    expect(await found({ code_prefix: 'civ 101' })).toEqual([1, 2]);
    expect(await found({ code_prefix: 'čiv' })).toEqual([3]);
    expect(await found({ department: 'GENIE CIVIL' })).toEqual([1, 2]);
    expect(await found({ department_id: 2 })).toEqual([3]);
    expect(await found({ q: 'brucken' })).toEqual([1]);
    expect(await found({ q: 'TUNNEL über' })).toEqual([1]);
    expect(await found({ q: '100%' })).toEqual([1]);
    expect(await found({ q: '_' })).toEqual([3]);
    expect(await found({ q: '\\' })).toEqual([3]);
    expect(await found({ q: '%' })).toEqual([1]);
    expect(await found({ q: "'; drop table subject; --" })).toEqual([]);
    expect(await found({ q: 'civ 101', department: 'génie civil', code_prefix: 'civ 1010' })).toEqual([2]);
  });

  test('is sorted by id, code, name or age, either way, ties by id', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    for (const [name, code] of [['zeta', 'C'], ['Alpha', 'b'], ['Ängste', 'A'], ['alpha', 'd'], ['Beta', 'É']]) await subject.create({ name: name!, code: code! }, call());
    const codes = async (sort: 'id' | '-id' | 'code' | '-code' | 'name' | '-name' | 'created_at' | '-created_at') => (await everyPage(cursor => subject.list({ sort, limit: 2, cursor }, call()))).map(item => item.code).join(' ');
    expect(await codes('id')).toBe('C b A d É');
    expect(await codes('-id')).toBe('É d A b C');
    expect(await codes('code')).toBe('A b C d É');
    expect(await codes('-code')).toBe('É d C b A');
    expect(await codes('name')).toBe('b d A É C');
    expect(await codes('-name')).toBe('C É A d b');
    expect(await codes('created_at')).toBe('C b A d É');
    expect(await codes('-created_at')).toBe('É d A b C');
  });

  test('pages by key: what is made, renamed or deleted between two pages hides nothing that stays', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    for (let index = 0; index < 12; index += 1) await subject.create({ name: `Name ${index % 3}`, code: `K ${String(index).padStart(2, '0')}` }, call());
    for (const sort of ['id', '-id', 'code', '-code', 'name', '-name', 'created_at', '-created_at'] as const) {
      const before = (await subject.list({ sort, limit: 200 }, call())).items.map(item => item.id);
      let pages = 0;
      const seen = await everyPage(async cursor => {
        const page = await subject.list({ sort, limit: 3, cursor }, call());
        pages += 1;
        if (pages === 2) for (const code of ['A', 'Z']) await subject.create({ name: code, code: `${code} ${sort}` }, call());
        if (pages === 3) {
          const doomed = before[1]!;
          if (!seenYet(page.items, doomed)) await subject.delete({ id: doomed }, call());
        }
        return page;
      });
      const ids = seen.map(item => item.id);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.filter(id => before.includes(id))).toEqual(before);
    }
    function seenYet(items: readonly { id: number }[], id: number): boolean {
      return items.some(item => item.id === id);
    }
  });

  test('has pages of at most 200, and no next after the last', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    for (let index = 0; index < 3; index += 1) await subject.create({ name: 'Any', code: `ANY ${index}` }, call());
    expect(await subject.list({ limit: 3 }, call())).toMatchObject({ next: null });
    expect((await subject.list({ limit: 2 }, call())).next).not.toBeNull();
    expect(await outcomeOf(subject.list({ limit: 201 }, call()))).toBe('VALIDATION_FAILED');
    expect(await subject.list({ code: 'none' }, call())).toEqual({ items: [], next: null });
  });

  test('refuses a cursor of another list, of another order, or of nobody\'s making', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    for (let index = 0; index < 3; index += 1) await subject.create({ name: 'Any', code: `ANY ${index}` }, call());
    const { next } = await subject.list({ sort: 'code', limit: 1 }, call());
    expect(await outcomeOf(subject.list({ sort: '-code', cursor: next! }, call()))).toBe('VALIDATION_FAILED');
    expect(await outcomeOf(subject.reportWithoutSyllabus({ cursor: next! }, call()))).toBe('VALIDATION_FAILED');
    const forged = (...parts: unknown[]) => Buffer.from(JSON.stringify(parts)).toString('base64url');
    for (const key of [['x', 'y'], [null, null], [1], [1, 2, 3], [{}, 1], ['', ''], [1.5, 1], [1e308, 1e308]]) {
      expect([key, await outcomeOf(subject.list({ cursor: forged('subjects.id', ...key) }, call()))]).toEqual([key, 'VALIDATION_FAILED']);
    }
    for (const cursor of [forged('departments', 1), forged('departments', null), '', '%', 'e30', 'bnVsbA']) expect([cursor, await outcomeOf(subject.listDepartments({ cursor }, call()))]).toEqual([cursor, 'VALIDATION_FAILED']);
  });
});
