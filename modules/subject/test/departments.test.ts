import { expect, test } from '@jest/globals';
import { call, everyPage, onEachDatabase } from '@aurora/test/running';
import { outcomeOf, tally } from './outcomes.ts';

onEachDatabase('departments', ({ deploy }) => {
  test('are known by name, whatever its case and accents, and made when a subject names a new one', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const first = await subject.create({ name: 'Prices', code: 'E 1', department: ' Économie  Politique' }, call());
    expect(first.department).toBe('Économie  Politique');
    const second = await subject.create({ name: 'Markets', code: 'E 2', department: 'ECONOMIE POLITIQUE' }, call());
    expect(second).toMatchObject({ department_id: first.department_id, department: 'Économie  Politique' });
    expect(await subject.update({ id: second.id, department: 'Law' }, call())).toMatchObject({ department: 'Law' });
    expect((await subject.listDepartments({}, call())).items.map(item => item.name)).toEqual(['Économie  Politique', 'Law']);
    expect((await subject.list({ department: 'economie politique' }, call())).items.map(item => item.code)).toEqual(['E 1']);
  });

  test('are named by id, by name or by both, which must agree; null is none', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const law = await subject.createDepartment({ name: 'Law' }, call());
    await subject.createDepartment({ name: 'Art' }, call());
    const { id } = await subject.create({ name: 'Contracts', code: 'L 1', department_id: law.id, department: 'law' }, call());
    await expect(subject.update({ id, department_id: law.id, department: 'Art' }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { fields: [{ path: 'department', code: 'contradiction' }] } });
    await expect(subject.update({ id, department_id: law.id, department: 'New' }, call())).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(subject.update({ id, department_id: 999 }, call())).rejects.toMatchObject({ code: 'INVALID_REFERENCE', details: { fields: [{ path: 'department_id' }] } });
    expect(await subject.update({ id, name: 'Torts' }, call())).toMatchObject({ department: 'Law' });
    expect(await subject.update({ id, department_id: null }, call())).toMatchObject({ department_id: null, department: null });
    expect(await subject.update({ id, department: 'art' }, call())).toMatchObject({ department: 'Art' });
    expect(await subject.update({ id, department: null }, call())).toMatchObject({ department_id: null });
    expect((await subject.listDepartments({}, call())).items).toHaveLength(2);
  });

  test('are made once, however many name a new one at once', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const made = await Promise.all(Array.from({ length: 12 }, (_, index) => hosts[index % 2]!.ports.subject.create({ name: 'Any', code: `ANY ${index}`, department: index % 3 === 0 ? 'Géologie' : 'GEOLOGIE' }, call())));
    expect(new Set(made.map(subject => subject.department_id)).size).toBe(1);
    const { items } = await hosts[0]!.ports.subject.listDepartments({}, call());
    expect(items).toHaveLength(1);
    expect(await deployment.sql('subject', "select count(*) as n from event_store where event_type = 'department.created.v1'")).toEqual([{ n: 1 }]);
    expect((await hosts[0]!.ports.subject.list({ department_id: items[0]!.id }, call())).items).toHaveLength(12);
  });

  test('that are deleted while a subject is put into them end in one of two ways', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { subject } = hosts[0]!.ports;
    const outcomes: unknown[] = [];
    for (let round = 0; round < 15; round += 1) {
      const { id } = await subject.createDepartment({ name: `Department ${round}` }, call());
      const named = round % 2 === 0 ? { department_id: id } : { department: `Department ${round}` };
      outcomes.push(...await Promise.all([outcomeOf(hosts[0]!.ports.subject.create({ name: 'Any', code: `ANY ${round}`, ...named }, call())), outcomeOf(hosts[1]!.ports.subject.deleteDepartment({ id }, call()))]));
    }
    expect(Object.keys(tally(outcomes)).filter(outcome => !['done', 'IN_USE', 'INVALID_REFERENCE'].includes(outcome))).toEqual([]);
    expect(await deployment.sql('subject', 'select s.id from subject s left join department d on d.id = s.department_id where s.department_id is not null and d.id is null')).toEqual([]);
  });

  test('are listed by name, page by page', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    for (const name of ['Zoology', 'art', 'Économie', 'Botany', 'Ärzte']) await subject.createDepartment({ name }, call());
    expect((await everyPage(cursor => subject.listDepartments({ limit: 2, cursor }, call()))).map(item => item.name)).toEqual(['art', 'Ärzte', 'Botany', 'Économie', 'Zoology']);
  });

  test('are renamed by many at once, each after the other', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { id } = await hosts[0]!.ports.subject.createDepartment({ name: 'Law' }, call());
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => outcomeOf(hosts[index % 2]!.ports.subject.renameDepartment({ id, name: `Law ${index}` }, call()))));
    expect(tally(outcomes)).toEqual({ done: 6 });
    expect(await hosts[0]!.ports.subject.getDepartment({ id }, call())).toMatchObject({ version: 7 });
  });
});
