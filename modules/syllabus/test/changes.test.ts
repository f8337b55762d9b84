import { expect, test } from '@jest/globals';
import { entityTag } from '@aurora/kernel';
import { call, onEachDatabase } from '@aurora/test/running';
import { all, codeOf, events, newFile, newSubject, references } from './workbench.ts';

onEachDatabase('changing a syllabus', ({ deploy }) => {
  test('leaves what is absent, clears what is null, and counts versions only for what is different', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const made = await syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports), year: 2025, term: 'Fall', section: 'A', instructor: 'Zoë' }, call());
    const { id } = made;
    expect(await syllabus.update({ id }, call())).toEqual(made);
    expect(await syllabus.update({ id, term: 'Fall', file_id: made.file_id, subject_id: made.subject_id }, call())).toEqual(made);
    const cleared = await syllabus.update({ id, year: null, section: null }, call());
    expect(cleared).toMatchObject({ year: null, term: 'Fall', section: null, instructor: 'Zoë', version: 2, created_at: made.created_at });
    expect(await syllabus.get({ id }, call())).toEqual(cleared);
    expect(await events(deployment)).toEqual(['created', 'updated']);
    expect((await references(deployment)).held).toHaveLength(2);
  });

  test('is refused for a version that is not the present one', async () => {
    await using deployment = await deploy();
    const { ports } = await deployment.host(all);
    const { syllabus } = ports;
    const made = await syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports) }, call());
    const { id } = made;
    const other = await newFile(ports);
    await syllabus.update({ id, year: 2025, version: 1 }, call());
    const stale = `"${entityTag(made)}"`;
    for (const change of [{ version: 1 }, { if_match: stale }, { if_match: `W/${stale}` }, { if_match: 'nonsense' }, { version: 2, if_match: stale }]) {
      expect([change, await codeOf(syllabus.update({ id, year: 2026, ...change }, call()))]).toEqual([change, 'STALE_VERSION']);
      expect([change, await codeOf(syllabus.update({ id, file_id: other, ...change }, call()))]).toEqual([change, 'STALE_VERSION']);
    }
    expect(await codeOf(syllabus.delete({ id, if_match: stale }, call()))).toBe('STALE_VERSION');
    expect((await references(deployment)).held).toHaveLength(2);
    expect(await syllabus.update({ id, file_id: other, if_match: `${stale}, "${id}.2"`, version: 2 }, call())).toMatchObject({ version: 3 });
  });

  test('by many at once loses no claim and no change', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(all), await deployment.host(all)];
    const { ports } = hosts[0]!;
    const { id } = await ports.syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports) }, call());
    const files = await Promise.all(Array.from({ length: 8 }, () => newFile(ports)));
    const outcomes = await Promise.allSettled(files.map((file_id, index) => hosts[index % 2]!.ports.syllabus.update({ id, file_id }, call())));
    expect(outcomes.filter(outcome => outcome.status === 'rejected').map(outcome => outcome.reason.code)).toEqual([]);
    const { held, known } = await references(deployment);
    expect(held).toEqual(known);
    expect(known.filter(line => line.startsWith('file '))).toHaveLength(9);
    expect(await ports.syllabus.get({ id }, call())).toMatchObject({ version: 9 });
    expect(await deployment.sql('syllabus', "select version from event_store where stream_id = 'syllabus-1' order by version")).toEqual(Array.from({ length: 9 }, (_, index) => ({ version: index + 1 })));
  });

  test('by many at once, each on the version it has seen, is done by one', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(all), await deployment.host(all)];
    const { ports } = hosts[0]!;
    const { id } = await ports.syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports) }, call());
    const files = await Promise.all(Array.from({ length: 6 }, () => newFile(ports)));
    const codes = await Promise.all(files.map((file_id, index) => hosts[index % 2]!.ports.syllabus.update({ id, file_id, version: 1 }, call()).then(() => 'done', (error: { code: string }) => error.code)));
    expect(codes.toSorted()).toEqual(['STALE_VERSION', 'STALE_VERSION', 'STALE_VERSION', 'STALE_VERSION', 'STALE_VERSION', 'done']);
    const { held, known } = await references(deployment);
    expect(held).toEqual(known);
    expect(known.filter(line => line.startsWith('file '))).toHaveLength(2);
  });

  test('and deleting it at once leaves nothing held', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(all), await deployment.host(all)];
    const { ports } = hosts[0]!;
    for (let round = 0; round < 5; round += 1) {
      const { id } = await ports.syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports) }, call());
      const file_id = await newFile(ports);
      const codes = await Promise.all([
        hosts[0]!.ports.syllabus.update({ id, file_id }, call()), hosts[1]!.ports.syllabus.delete({ id }, call()), hosts[1]!.ports.syllabus.update({ id, year: 2025 }, call()),
      ].map(work => work.then(() => 'done', (error: { code: string }) => error.code)));
      expect(codes[1]).toBe('done');
      expect(codes.filter(code => code !== 'done' && code !== 'NOT_FOUND')).toEqual([]);
    }
    expect(await references(deployment)).toEqual({ held: [], known: [] });
  });

  test('a second time under one key gets the first answer and changes nothing', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(all), await deployment.host(all)];
    const { ports } = hosts[0]!;
    const { id } = await ports.syllabus.create({ subject_id: await newSubject(ports), file_id: await newFile(ports) }, call());
    const input = { id, file_id: await newFile(ports), subject_id: await newSubject(ports) };
    const context = call();
    const outcomes = await Promise.all(Array.from({ length: 6 }, (_, index) => hosts[index % 2]!.ports.syllabus.update(input, context).then(answer => answer.version, (error: { code: string }) => error.code)));
    expect(outcomes.filter(outcome => outcome !== 2 && outcome !== 'COMMAND_RUNNING')).toEqual([]);
    expect(await ports.syllabus.update(input, context)).toMatchObject({ version: 2 });
    const { held, known } = await references(deployment);
    expect(held).toEqual(known);
    expect(held).toHaveLength(3);
    expect(await events(deployment)).toEqual(['created', 'updated']);
  });
});
