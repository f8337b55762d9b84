import { expect, test } from '@jest/globals';
import { entityTag } from '@aurora/kernel';
import { call, onEachDatabase } from '@aurora/test/running';
import { outcomeOf, tally } from './outcomes.ts';

onEachDatabase('versions of a subject', ({ deploy }) => {
  test('rise with every change that changes something, and with each comes one event', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const made = await subject.create({ name: 'Logic', code: 'L 1', credits: 3 }, call());
    expect(await subject.update({ id: made.id, name: 'Logic', credits: 3 }, call())).toEqual(made);
    const changed = await subject.update({ id: made.id, description: 'New', credits_max: 4 }, call());
    expect(changed).toMatchObject({ version: 2, created_at: made.created_at });
    await subject.delete({ id: made.id }, call());
    const rows = await deployment.sql<{ version: number; event_type: string; event_data: string }>('subject', 'select version, event_type, event_data from event_store order by version');
    expect(rows.map(({ event_data, ...row }) => ({ ...row, changed: (JSON.parse(event_data) as { changed?: string[] }).changed }))).toEqual([
      { version: 1, event_type: 'subject.created.v1', changed: undefined }, { version: 2, event_type: 'subject.updated.v1', changed: ['description', 'credits_max'] }, { version: 3, event_type: 'subject.deleted.v1', changed: undefined },
    ]);
  });

  test('are what a change or a deletion may be bound to', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const made = await subject.create({ name: 'Logic', code: 'L 1' }, call());
    const { id } = made;
    const { version } = await subject.update({ id, name: 'Logic I', version: 1, if_match: `"${entityTag(made)}"` }, call());
    for (const stale of [{ version: 1 }, { version: 3 }, { if_match: `"${entityTag(made)}"` }, { if_match: `W/"${entityTag({ id, version })}"` }, { if_match: '' }, { if_match: 'x' }]) {
      await expect(subject.update({ id, name: 'Stale', ...stale }, call())).rejects.toMatchObject({ code: 'STALE_VERSION', details: { current_version: 2 } });
    }
    expect(await outcomeOf(subject.delete({ id, if_match: `"${entityTag(made)}"` }, call()))).toBe('STALE_VERSION');
    expect(await subject.update({ id, name: 'Logic II', if_match: '*' }, call())).toMatchObject({ version: 3 });
    await subject.delete({ id, if_match: `"a", "${id}.3"` }, call());
  });

  test('let many change it at once, one after the other, unless they say which they mean', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    const { id } = await hosts[0]!.ports.subject.create({ name: 'Logic', code: 'L 1' }, call());
    const all = await Promise.all(Array.from({ length: 10 }, (_, index) => outcomeOf(hosts[index % 2]!.ports.subject.update({ id, credits: index + 1 }, call()))));
    expect(tally(all)).toEqual({ done: 10 });
    const { version } = await hosts[0]!.ports.subject.get({ id }, call());
    expect(version).toBe(11);
    const one = await Promise.all(Array.from({ length: 10 }, (_, index) => outcomeOf(hosts[index % 2]!.ports.subject.update({ id, credits: 20 + index, version }, call()))));
    expect(tally(one)).toEqual({ done: 1, STALE_VERSION: 9 });
    expect(await deployment.sql('subject', "select version from event_store where stream_id = 'subject-1' order by version")).toEqual(Array.from({ length: 12 }, (_, index) => ({ version: index + 1 })));
  });

  test('do not keep it from being deleted while it is changed', async () => {
    await using deployment = await deploy();
    const hosts = [await deployment.host(['subject']), await deployment.host(['subject'])];
    for (let round = 0; round < 10; round += 1) {
      const { id } = await hosts[0]!.ports.subject.create({ name: 'Logic', code: `L ${round}` }, call());
      const outcomes = await Promise.all([outcomeOf(hosts[0]!.ports.subject.delete({ id }, call())), outcomeOf(hosts[1]!.ports.subject.update({ id, credits: 1 }, call())), outcomeOf(hosts[1]!.ports.subject.update({ id, credits: 2 }, call()))]);
      expect(outcomes[0]).toBe('done');
      expect(outcomes.slice(1).filter(outcome => outcome !== 'done' && outcome !== 'NOT_FOUND')).toEqual([]);
    }
  });
});
