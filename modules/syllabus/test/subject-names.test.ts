import { expect, test } from '@jest/globals';
import { entityTag } from '@aurora/kernel';
import { syllabusContract } from '@aurora/syllabus/contract';
import { call, onEachDatabase, until } from '@aurora/test/running';
import { all, codeOf, newFile } from './workbench.ts';

onEachDatabase('the name of a subject', ({ deploy }) => {
  test('is shown with its syllabi at once, follows its changes, and goes with it', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(all);
    const { ports: { subject, syllabus } } = host;
    const maps = await subject.create({ name: 'Maps', code: 'GEO 1' }, call());
    const atlas = await subject.create({ name: 'Atlas', code: 'GEO 2' }, call());
    // Nothing has been heard of subjects yet.
    const made = await syllabus.create({ subject_id: maps.id, file_id: await newFile(host.ports) }, call());
    expect(made).toMatchObject({ subject_code: 'GEO 1', subject_name: 'Maps' });
    const { id } = made;
    expect(await syllabus.get({ id }, call())).toEqual(made);
    expect(await syllabus.current({ id: maps.id }, call())).toEqual(made);
    expect((await syllabus.list({}, call())).items).toEqual([made]);
    expect((await syllabus.list({ subject_code: ' geo  1' }, call())).items).toEqual([made]);
    expect((await syllabus.list({ subject_code: 'GEO' }, call())).items).toEqual([]);
    await host.start();
    await subject.update({ id: maps.id, name: 'Maps and plans', code: 'GEO 3' }, call());
    const renamed = await until(async () => { const found = await syllabus.get({ id }, call()); return found.subject_code === 'GEO 3' && found; });
    expect(renamed).toEqual({ ...made, subject_code: 'GEO 3', subject_name: 'Maps and plans' });
    expect((await syllabus.list({ subject_code: 'GEO 1' }, call())).items).toEqual([]);
    expect(await syllabus.update({ id, subject_id: atlas.id }, call())).toMatchObject({ subject_code: 'GEO 2', subject_name: 'Atlas' });
    await subject.delete({ id: maps.id }, call());
    await until(async () => (await deployment.sql('syllabus', 'select * from subject_name where subject_id = ?', maps.id)).length === 0);
  });

  test('is filled in from the first event on where the module has just begun to listen', async () => {
    await using deployment = await deploy();
    const before = await deployment.host(all);
    const { id: subject_id } = await before.ports.subject.create({ name: 'Maps', code: 'GEO 1' }, call());
    const { id } = await before.ports.syllabus.create({ subject_id, file_id: await newFile(before.ports) }, call());
    await before.stop();
    // As it was before the module kept any names.
    await deployment.sql('syllabus', 'delete from subject_name');
    const host = await deployment.host(all);
    const { syllabus } = host.ports;
    const unnamed = await syllabus.get({ id }, call());
    expect(unnamed).toMatchObject({ subject_code: null, subject_name: null });
    expect(await syllabus.update({ id, year: 2025 }, call())).toMatchObject({ subject_code: null, subject_name: null, version: 2 });
    await host.start();
    expect(await until(async () => { const found = await syllabus.get({ id }, call()); return found.subject_name !== null && found; })).toMatchObject({ subject_code: 'GEO 1', subject_name: 'Maps', version: 2 });
  });

  test('is part of the tag of what is read, and of no condition of a change', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(all);
    const { ports: { subject, syllabus } } = host;
    await host.start();
    const { id: subject_id } = await subject.create({ name: 'Maps', code: 'GEO 1' }, call());
    const made = await syllabus.create({ subject_id, file_id: await newFile(host.ports) }, call());
    const tagOf = (shown: typeof made) => syllabusContract.operations.get.tag(shown);
    const { id } = made;
    await subject.update({ id: subject_id, name: 'Plans' }, call());
    const renamed = await until(async () => { const found = await syllabus.get({ id }, call()); return found.subject_name === 'Plans' && found; });
    expect(tagOf(renamed)).not.toBe(tagOf(made));
    expect(tagOf({ ...made, subject_code: null, subject_name: null })).toBe(entityTag(made));
    // Whoever has read it under the old name may change it: nobody else has.
    expect(await syllabus.update({ id, year: 2024, if_match: `"${tagOf(made)}"` }, call())).toMatchObject({ version: 2 });
    for (const stale of [tagOf(made), tagOf(renamed), entityTag(made), `${id}.22`, `${id}`]) expect([stale, await codeOf(syllabus.update({ id, year: 2023, if_match: `"${stale}"` }, call()))]).toEqual([stale, 'STALE_VERSION']);
    await syllabus.delete({ id, if_match: `"${id}.2"` }, call());
  });
});
