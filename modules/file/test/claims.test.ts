import { expect, test } from '@jest/globals';
import { bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { onEveryEngine } from './engines.ts';

const day = 24 * 3_600_000;

onEveryEngine('claims', engine => {
  test('keep a file from being deleted until the last has ended', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const { id } = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
    expect(await port.claim({ id, holder: 'syllabus:1' }, call())).toMatchObject({ id, status: 'claimed', expires_at: null });
    await port.claim({ id, holder: 'syllabus:2' }, call());
    await expect(port.delete({ id }, call())).rejects.toMatchObject({ code: 'IN_USE', details: { used_by: ['syllabus:1', 'syllabus:2'] } });
    await port.unclaim({ id, holder: 'syllabus:1' }, call());
    expect(await codeOf(port.delete({ id }, call()))).toBe('IN_USE');
    expect(await port.get({ id }, call())).toMatchObject({ status: 'claimed', expires_at: null });
    const before = Date.now();
    await port.unclaim({ id, holder: 'syllabus:2' }, call());
    const staged = await port.get({ id }, call());
    expect(staged.status).toBe('staged');
    expect(Date.parse(staged.expires_at!)).toBeGreaterThanOrEqual(before + day);
    await port.delete({ id }, call());
    expect(await codeOf(port.get({ id }, call()))).toBe('NOT_FOUND');
    expect(await deployment.stored()).toEqual([]);
  });

  test('count once for each holder, however often they are made and ended', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const { id } = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
    await Promise.all(Array.from({ length: 5 }, () => port.claim({ id, holder: 'syllabus:1' }, call())));
    await Promise.all(Array.from({ length: 5 }, (_, index) => port.claim({ id, holder: 'syllabus:2' }, call(`command-${index}`))));
    expect(await deployment.sql('select claims from file')).toEqual([{ claims: 2 }]);
    await Promise.all(Array.from({ length: 5 }, () => port.unclaim({ id, holder: 'syllabus:1' }, call())));
    expect(await deployment.sql('select claims, status from file')).toEqual([{ claims: 1, status: 'claimed' }]);
    await port.unclaim({ id, holder: 'nobody' }, call());
    expect(await deployment.sql('select claims, status from file')).toEqual([{ claims: 1, status: 'claimed' }]);
  });

  test('cannot be made on what is not there, and may be ended there', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const id = '0'.repeat(26);
    expect(await codeOf(port.claim({ id, holder: 'syllabus:1' }, call()))).toBe('NOT_FOUND');
    await port.unclaim({ id, holder: 'syllabus:1' }, call());
    expect(await codeOf(port.delete({ id }, call()))).toBe('NOT_FOUND');
  });

  test('and a deletion at the same time: one of them wins', async () => {
    await using deployment = await Deployment.create(engine);
    const hosts = [await deployment.host(), await deployment.host()];
    for (let round = 0; round < 10; round += 1) {
      const { id } = await hosts[0]!.port.upload({ name: 'a.txt', content: bytes(`text ${round}`) }, call());
      const [claimed, deleted] = await Promise.allSettled([hosts[round % 2]!.port.claim({ id, holder: 'syllabus:1' }, call()), hosts[1 - round % 2]!.port.delete({ id }, call())]);
      expect([claimed.status, deleted.status].sort()).toEqual(['fulfilled', 'rejected']);
      const there = await hosts[0]!.port.get({ id }, call()).then(() => true, () => false);
      expect(there).toBe(claimed.status === 'fulfilled');
    }
    expect(await deployment.sql('select count(*) as claims from claim')).toEqual(await deployment.sql('select count(*) as claims from file'));
  });
});

onEveryEngine('expiry', engine => {
  test('takes staged files whose time is over, their bytes too, and tells of it', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host({ env: { AURORA_FILE_STAGED_TTL: '0s' } });
    const { port: patient } = await deployment.host();
    const claimed = await patient.upload({ name: 'claimed.txt', content: bytes('claimed') }, call());
    await patient.claim({ id: claimed.id, holder: 'syllabus:1' }, call());
    const staged = await patient.upload({ name: 'staged.txt', content: bytes('shared') }, call());
    const over = await port.upload({ name: 'over.txt', content: bytes('over') }, call());
    const sharing = await port.upload({ name: 'sharing.txt', content: bytes('shared') }, call());
    await deployment.restart();
    expect(await deployment.sql('select id from file order by id')).toEqual([claimed, staged].map(({ id }) => ({ id })));
    expect((await deployment.stored()).map(path => path.slice(6, 70)).sort()).toEqual([claimed, staged].map(({ sha256 }) => sha256).sort());
    const events = await deployment.sql<{ stream_id: string; version: number }>("select stream_id, version from event_store where event_type = 'file.deleted.v1'");
    expect(new Set(events.map(event => event.stream_id))).toEqual(new Set([over, sharing].map(({ id }) => `file-${id}`)));
    expect(events.map(event => event.version)).toEqual([2, 2]);
  });

  test('takes a file that nobody uses any more once its new time is over, its bytes too, and not before', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host();
    const { id } = await port.upload({ name: 'a.txt', content: bytes('text') }, call());
    for (const holder of ['syllabus:1', 'syllabus:2']) await port.claim({ id, holder }, call());
    await port.unclaim({ id, holder: 'syllabus:1' }, call());
    await deployment.sql("update file set created_at = '2020-01-01T00:00:00.000Z'");
    await deployment.restart();
    await port.unclaim({ id, holder: 'syllabus:2' }, call());
    await deployment.restart();
    expect(await port.get({ id }, call())).toMatchObject({ status: 'staged' });
    expect(await deployment.stored()).toHaveLength(1);
    // A day later.
    await deployment.sql("update file set expires_at = '2020-01-02T00:00:00.000Z'");
    await deployment.restart();
    expect(await codeOf(port.get({ id }, call()))).toBe('NOT_FOUND');
    expect(await deployment.stored()).toEqual([]);
    expect(await deployment.sql("select stream_id from event_store where event_type = 'file.deleted.v1'")).toEqual([{ stream_id: `file-${id}` }]);
  });

  test('goes on in batches, in two hosts at once, each file once', async () => {
    await using deployment = await Deployment.create(engine);
    const { port } = await deployment.host({ env: { AURORA_FILE_STAGED_TTL: '0s' } });
    for (let index = 0; index < 60; index += 1) await port.upload({ name: 'a.txt', content: bytes(`text ${index % 20}`) }, call());
    await Promise.all([deployment.restart(), deployment.restart()]);
    await deployment.restart();
    expect(await deployment.sql('select id from file')).toEqual([]);
    expect(await deployment.sql("select count(*) as events, count(distinct stream_id) as files from event_store where event_type = 'file.deleted.v1'")).toEqual([{ events: 60, files: 60 }]);
    await deployment.restart();
    expect(await deployment.stored()).toEqual([]);
  });
});
