import { expect, test } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import { until } from '@aurora/test/running';
import { patience } from '../../served.ts';
import { Fleet } from './fleet.ts';
import { SteadyLoad } from './steady-load.ts';

/** How often instances come and go; the command for a long run sets more. */
const rounds = Number(process.env['AURORA_TEST_FLEET_ROUNDS'] ?? 1);

describeWith(globalThis.presentServices.includes('etcd') ? 'mariadb' : 'etcd', 'a gateway before instances that it finds through etcd', () => {
  test('answers every request while they are killed, stopped and added, and each write has one effect', async () => {
    await using fleet = await Fleet.open();
    let [first, second] = [await fleet.add(), await fleet.add()];
    const load = new SteadyLoad(await fleet.api(), 8);
    const more = async (requests: number) => {
      const before = load.requests;
      await until(async () => load.requests >= before + requests);
    };
    try {
      for (let round = 0; round < rounds; round += 1) {
        await more(200);
        await first.kill();
        await more(200);
        const third = await fleet.add();
        await more(200);
        second.signal('SIGSTOP');
        await fleet.leavesOut(second);
        await more(200);
        second.signal('SIGCONT');
        await fleet.trusts(second);
        await more(200);
        const fourth = await fleet.add();
        await second.stop();
        await more(200);
        [first, second] = [third, fourth];
      }
    } finally {
      await load.stop();
    }
    expect(load.failures).toEqual([]);
    const rows = await fleet.home.sql<{ code: string; version: number }>('subject', 'select code, version from subject');
    expect(new Map(rows.map(({ code, version }) => [code, version]))).toEqual(load.made);
    expect(rows).toHaveLength(load.made.size);
    const events = await fleet.home.sql<{ events: number }>('subject', "select count(*) as events from event_store");
    expect(Number(events[0]!.events)).toBe([...load.made.values()].reduce((sum, version) => sum + version, 0));
  }, patience * rounds);
});
