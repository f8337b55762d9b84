import { expect, test } from '@jest/globals';
import type { CallContext } from '@aurora/kernel';
import { bytes, call, codeOf } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { onEveryEngine } from './engines.ts';

const kilobyte = 'x'.repeat(1024);
const by = (id: string): CallContext => ({ ...call(), principal: { id, scopes: new Set(['admin']) } });

onEveryEngine('quotas', engine => {
  const limited = (env: Readonly<Record<string, string>>) => async () => {
    const deployment = await Deployment.create(engine);
    return { deployment, hosts: [await deployment.host({ env }), await deployment.host({ env })] as const, [Symbol.asyncDispose]: () => deployment[Symbol.asyncDispose]() };
  };

  test('8 ten at once at the quota, at two hosts: the sum never passes it, whatever they have in common; what is deleted makes room', async () => {
    await using here = await limited({ AURORA_FILE_QUOTA: '4KiB' })();
    const { deployment, hosts } = here;
    const upload = (at: number, context = by('user:anna')) => hosts[at % 2]!.port.upload({ name: `${at}.txt`, content: bytes(kilobyte) }, context);
    const all = await Promise.allSettled(Array.from({ length: 10 }, (_, at) => upload(at)));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(4);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'INSUFFICIENT_STORAGE', details: { quota: 4096, used: 4096 } });
    expect(await hosts[1].port.usage({}, by('user:anna'))).toEqual({ files: 4, bytes: 4096, quota: 4096 });
    // Another has a quota of their own, and may have the same bytes.
    const other = await upload(1, by('user:bea'));
    expect(await hosts[0].port.usage({}, by('user:bea'))).toEqual({ files: 1, bytes: 1024, quota: 4096 });
    expect(await hosts[0].port.usage({}, by('user:carla'))).toEqual({ files: 0, bytes: 0, quota: 4096 });
    const [mine] = await deployment.sql<{ id: string }>("select id from file where owner = 'user:anna'");
    await hosts[0].port.delete({ id: mine!.id }, by('user:bea'));
    await upload(2);
    expect(await codeOf(upload(3))).toBe('INSUFFICIENT_STORAGE');
    await hosts[0].port.delete({ id: other.id }, call());
    await expectNothingElse(deployment);
  });

  test('the sum of all is held to, and what is refused tells nothing of others', async () => {
    await using here = await limited({ AURORA_FILE_QUOTA_TOTAL: '3KiB' })();
    const { deployment, hosts } = here;
    const all = await Promise.allSettled(Array.from({ length: 6 }, (_, at) => hosts[at % 2]!.port.upload({ name: `${at}.txt`, content: bytes(kilobyte) }, by(`user:${at}`))));
    expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const one of all) if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'INSUFFICIENT_STORAGE', details: {} });
    await expectNothingElse(deployment);
  });
});
