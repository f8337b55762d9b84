import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { outcomeOf, tally } from './outcomes.ts';

const asSyllabus = () => call({ caller: 'syllabus' });

onEachDatabase('reservations', ({ deploy }) => {
  test('keep a subject from being deleted until the last has ended, and say who holds it', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const { id } = await subject.create({ name: 'Logic', code: 'L 1' }, call());
    expect(await subject.reserve({ id, holder: 'syllabus:2' }, asSyllabus())).toEqual({ subject_id: id, holder: 'syllabus:2', code: 'L 1', name: 'Logic' });
    await subject.reserve({ id, holder: 'syllabus:1' }, asSyllabus());
    await expect(subject.delete({ id }, call())).rejects.toMatchObject({ code: 'IN_USE', details: { used_by: ['syllabus:1', 'syllabus:2'] } });
    await subject.release({ id, holder: 'syllabus:1' }, asSyllabus());
    await subject.release({ id, holder: 'syllabus:1' }, asSyllabus());
    await subject.release({ id, holder: 'nobody' }, asSyllabus());
    expect(await outcomeOf(subject.delete({ id }, call()))).toBe('IN_USE');
    await subject.release({ id, holder: 'syllabus:2' }, asSyllabus());
    await subject.delete({ id }, call());
    expect(await outcomeOf(subject.reserve({ id, holder: 'syllabus:3' }, asSyllabus()))).toBe('NOT_FOUND');
  });

  test('count once for each holder, however many make and end them at once', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { id } = await hosts[0]!.ports.subject.create({ name: 'Logic', code: 'L 1' }, call());
    const many = (act: 'reserve' | 'release') => Promise.all(Array.from({ length: 12 }, (_, index) => hosts[index % 2]!.ports.subject[act]({ id, holder: `syllabus:${index % 3}` }, asSyllabus())));
    await many('reserve');
    expect(await deployment.sql('subject', 'select reservations from subject')).toEqual([{ reservations: 3 }]);
    await many('release');
    expect(await deployment.sql('subject', 'select reservations from subject')).toEqual([{ reservations: 0 }]);
    expect(await deployment.sql('subject', 'select * from reservation')).toEqual([]);
  });

  test('and a deletion at once: one of the two happens', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    for (let round = 0; round < 15; round += 1) {
      const { id } = await hosts[0]!.ports.subject.create({ name: 'Logic', code: `L ${round}` }, call());
      const outcomes = await Promise.all([outcomeOf(hosts[0]!.ports.subject.reserve({ id, holder: 'syllabus:1' }, asSyllabus())), outcomeOf(hosts[1]!.ports.subject.delete({ id }, call()))]);
      expect([['done', 'IN_USE'], ['NOT_FOUND', 'done']]).toContainEqual(outcomes);
    }
    expect(await deployment.sql('subject', 'select r.subject_id from reservation r left join subject s on s.id = r.subject_id where s.id is null')).toEqual([]);
  });

  test('do not count as a change, and no change loses one', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { id } = await hosts[0]!.ports.subject.create({ name: 'Logic', code: 'L 1' }, call());
    const outcomes = await Promise.all(Array.from({ length: 12 }, (_, index) => outcomeOf(index % 2 === 0
      ? hosts[0]!.ports.subject.reserve({ id, holder: `syllabus:${index}` }, asSyllabus()) : hosts[1]!.ports.subject.update({ id, credits: index }, call()))));
    expect(tally(outcomes)).toEqual({ done: 12 });
    expect(await deployment.sql('subject', 'select reservations, version from subject')).toEqual([{ reservations: 6, version: 7 }]);
  });
});
