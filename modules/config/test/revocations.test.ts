import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { call, onEachDatabase } from '@aurora/test/running';
import { refusal } from './codes.ts';

const later = '2099-01-01T00:00:00.000Z';

onEachDatabase('revocations', ({ deploy }) => {
  test('end one token, or all that a principal has been given so far', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    const before = new Date().toISOString();
    await config.revokeToken({ jti: 'token-1', expires_at: later, reason: 'lost' }, call());
    await config.revokeToken({ subject: 'user:cli' }, call());
    const { items, latest, more } = await config.listRevocations({}, call());
    expect(items).toEqual([
      { position: 1, jti: 'token-1', subject: null, issued_until: null, expires_at: later },
      { position: 2, jti: null, subject: 'user:cli', issued_until: expect.any(String), expires_at: null },
    ]);
    expect(items[1]!.issued_until! >= before).toBe(true);
    expect([latest, more]).toEqual([2, false]);
  });

  test('are pulled from where a host has got to', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (let n = 1; n <= 5; n += 1) await config.revokeToken({ jti: `token-${n}` }, call());
    const pull = async (after: number) => {
      const page = await config.listRevocations({ after, limit: 2 }, call());
      return [page.items.map(item => item.position), page.more, page.latest];
    };
    expect([await pull(0), await pull(2), await pull(4), await pull(5)]).toEqual([[[1, 2], true, 5], [[3, 4], true, 5], [[5], false, 5], [[], false, 5]]);
  });

  test('made at once on several hosts come in an order in which none is missed', async () => {
    await using deployment = await deploy();
    const hosts = await Promise.all([deployment.host(['config']), deployment.host(['config'])]);
    const known: number[] = [];
    let done = false;
    const revoking = Promise.all(Array.from({ length: 40 }, (_, n) => hosts[n % 2]!.ports.config.revokeToken({ jti: `token-${n}` }, call()))).finally(() => { done = true; });
    for (let last = false; !last;) {
      last = done;
      known.push(...(await hosts[0]!.ports.config.listRevocations({ after: known.at(-1) ?? 0 }, call())).items.map(item => item.position));
      await nextTurn();
    }
    await revoking;
    expect(known).toEqual(Array.from({ length: 40 }, (_, n) => n + 1));
  });

  test('go once the tokens have ended by themselves', async () => {
    await using deployment = await deploy();
    const host = await deployment.host(['config']);
    const { config } = host.ports;
    for (const [jti, expires_at] of [['ended', later], ['living', later], ['unknown', undefined]] as const) await config.revokeToken({ jti, expires_at }, call());
    await deployment.sql('config', "update revocation set expires_at = '2026-01-01T00:00:00.000Z' where jti = 'ended'");
    expect((await config.listRevocations({}, call())).items.map(item => item.jti)).toEqual(['living', 'unknown']);
    await host.start();
    expect(await deployment.sql('config', 'select jti from revocation order by position')).toEqual([{ jti: 'living' }, { jti: 'unknown' }]);
    await config.revokeToken({ jti: 'next' }, call());
    expect((await config.listRevocations({ after: 3 }, call())).items).toMatchObject([{ position: 4, jti: 'next' }]);
  });

  test('of what has ended already, of both, or of neither', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    await config.revokeToken({ jti: 'old', expires_at: '2020-01-01T00:00:00.000Z' }, call());
    expect((await config.listRevocations({}, call())).items).toEqual([]);
    for (const given of [{}, { jti: 'a', subject: 'user:b' }]) expect(await refusal(config.revokeToken(given, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'jti' }] });
    expect(await refusal(config.revokeToken({ jti: 'a', expires_at: '2099-02-30T00:00:00.000Z' }, call()))).toMatchObject({ code: 'VALIDATION_FAILED', fields: [{ path: 'expires_at' }] });
  });

  test('repeated under one command id are one', async () => {
    await using deployment = await deploy();
    const { ports: { config } } = await deployment.host(['config']);
    for (let n = 0; n < 3; n += 1) await config.revokeToken({ jti: 'a' }, call({ commandId: 'c1' }));
    expect((await config.listRevocations({}, call())).items).toHaveLength(1);
  });
});
