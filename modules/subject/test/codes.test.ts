import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { outcomeOf, tally } from './outcomes.ts';

onEachDatabase('the code of a subject', ({ deploy }) => {
  test('belongs to one subject, whatever its case, white space and composition; accents count', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const { id } = await subject.create({ name: 'Physics', code: '  Phÿ  101 ' }, call());
    expect((await subject.get({ id }, call())).code).toBe('Phÿ  101');
    for (const code of ['Phÿ  101', 'phÿ 101', 'PHŸ 101', ' PHŸ\u00a0101', 'Phy\u0308 101']) {
      await expect(subject.create({ name: 'Other', code }, call())).rejects.toMatchObject({ code: 'CONFLICT', details: { subject_id: id, fields: [{ path: 'code', code: 'taken' }] } });
    }
    for (const code of ['Phy 101', 'Phÿ101', 'Phÿ 1010']) expect([code, await outcomeOf(subject.create({ name: 'Other', code }, call()))]).toEqual([code, 'done']);
    expect((await subject.list({ code: ' PHŸ 101' }, call())).items.map(item => item.id)).toEqual([id]);
  });

  test('may be written otherwise by its own subject, and is free again when that has gone', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const { id } = await subject.create({ name: 'Physics', code: 'phy 101' }, call());
    const other = await subject.create({ name: 'Chemistry', code: 'CHE 101' }, call());
    expect(await subject.update({ id, code: 'PHY 101' }, call())).toMatchObject({ code: 'PHY 101', version: 2 });
    await expect(subject.update({ id: other.id, code: 'Phy 101' }, call())).rejects.toMatchObject({ code: 'CONFLICT', details: { subject_id: id } });
    await subject.delete({ id }, call());
    expect(await subject.update({ id: other.id, code: 'Phy 101' }, call())).toMatchObject({ code: 'Phy 101' });
  });

  test('goes to one of many who want it at once', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const codes = ['Bio 1', 'BIO 1', ' bio  1'];
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => outcomeOf(hosts[index % 2]!.ports.subject.create({ name: 'Biology', code: codes[index % 3]! }, call()))));
    expect(tally(outcomes)).toEqual({ done: 1, CONFLICT: 11 });
    expect(await deployment.sql('subject', "select count(*) as n from event_store where event_type = 'subject.created.v1'")).toEqual([{ n: 1 }]);
  });

  test('goes to one of two subjects that change theirs at once', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { subject } = hosts[0]!.ports;
    const ids = [];
    for (let index = 0; index < 6; index += 1) ids.push((await subject.create({ name: 'Any', code: `ANY ${index}` }, call())).id);
    const outcomes = await Promise.all(ids.map((id, index) => outcomeOf(hosts[index % 2]!.ports.subject.update({ id, code: 'wanted' }, call()))));
    expect(tally(outcomes)).toEqual({ done: 1, CONFLICT: 5 });
  });
});
