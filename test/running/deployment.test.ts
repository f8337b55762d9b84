import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from './index.ts';

onEachDatabase('a deployment', ({ deploy }) => {
  test('is shared by hosts in this process and in others', async () => {
    await using deployment = await deploy();
    const { ports: { subject } } = await deployment.host(['subject']);
    const made = await subject.create({ name: 'Logic', code: 'L1' }, call());
    const other = await deployment.host(['subject']);
    expect(await other.ports.subject.get({ id: made.id }, call())).toEqual(made);
    await using aurora = await deployment.process(['subject'], { AURORA_PUBLIC_READ: 'true' });
    expect(await (await fetch(`${aurora.url}/subjects/${made.id}`)).json()).toEqual(made);
    expect(await deployment.sql('subject', 'select code from subject where id = ?', made.id)).toEqual([{ code: 'L1' }]);
  });
});
