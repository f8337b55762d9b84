import { expect, test } from '@jest/globals';
import { moveAside } from '@aurora/platform/relocation';
import { call, until } from '@aurora/test/running';
import { ServerSchemas } from '@aurora/test/server-schemas';
import { describeWith } from '@aurora/test/services';
import { describeWithOwnMariaDb, OwnMariaDb } from '../e2e/databases/own-mariadb.ts';
import { faultsOf, readBooks } from './books.ts';
import { admin, fill, settled, stage } from './stage.ts';
import { Writers, type Acknowledged } from './writers.ts';

const told = (status: object): string => JSON.stringify(status, null, 2);

describeWith('mariadb', 'a relocation under writers', () => {
  test('goes to a server, to another and back to the file: no write is lost, doubled or failed', async () => {
    await using resources = new AsyncDisposableStack();
    const { places, ports, relocation } = await stage(resources, { relocating: { pageSize: 300 } });
    await fill(ports[0]!, 300);
    await using writers = new Writers(ports);
    const pauses: (number | null)[] = [];
    for (const to of ['secret:one', 'secret:two', 'embedded', 'secret:one']) {
      const before = writers.written;
      await until(async () => writers.written > before + 20);
      await relocation.startRelocation({ to }, call(admin));
      const status = await settled(relocation, 'arrived', 'failed');
      expect([to, status.place, told(status)]).toEqual([to, to, told(status)]);
      pauses.push(status.relocation!.pause_ms);
      const arrived = writers.written;
      await until(async () => writers.written > arrived + 20);
    }
    await relocation.startRelocation({}, call(admin));
    const back = await settled(relocation, 'arrived', 'failed');
    expect(back.place).toBe('embedded');
    const then = writers.written;
    await until(async () => writers.written > then + 20);
    await writers.stop();
    expect(writers.failures).toEqual([]);
    expect(faultsOf(await readBooks(places.get('embedded')!), writers.ledger)).toEqual([]);
    expect(writers.reads).toBeGreaterThan(10);
    console.log(`${writers.written} written, ${writers.reads} read; pauses ${pauses.join(', ')} ms; longest write ${Math.round(writers.longest)} ms`);
  }, 240_000);
});

describeWith('mariadb', 'a relocation', () => {
  test('that begins as soon as another has arrived is carried out where the data is then', async () => {
    await using resources = new AsyncDisposableStack();
    const { ports, relocation } = await stage(resources);
    const { id } = await ports[0]!.create({ name: 'travels', code: 'T-1' }, call());
    for (const to of ['secret:one', 'secret:two', 'secret:one', 'secret:two', 'secret:one', 'embedded']) {
      await relocation.startRelocation({ to }, call(admin));
      expect(await settled(relocation, 'arrived', 'failed')).toMatchObject({ place: to, relocation: { stage: 'arrived' } });
    }
    for (const port of ports) expect(await port.get({ id }, call())).toMatchObject({ name: 'travels' });
  }, 120_000);
});

describeWith('mariadb', 'what a relocation is to be caught at', () => {
  test('without its fence it loses writes, which the books show', async () => {
    await using resources = new AsyncDisposableStack();
    const { places, ports, relocation } = await stage(resources, { relocating: { moveAside: async () => undefined, compareWhole: -1 } });
    await fill(ports[0]!, 50);
    // What is written before the hosts have seen that the data has gone.
    await using writers = new Writers(ports, 100);
    await until(async () => writers.written > 4);
    // Where something is written while it switches, the events do not add up, and it fails: on a slow machine it needs longer for that.
    for (let stage = ''; stage !== 'arrived';) {
      await relocation.startRelocation({ to: 'secret:one' }, call(admin));
      stage = (await settled(relocation, 'arrived', 'failed')).relocation!.stage;
      writers.pause *= 2;
    }
    const then = writers.written;
    await until(async () => writers.written > then + 10);
    await writers.stop();
    expect(faultsOf(await readBooks(places.get('secret:one')!), writers.ledger)).not.toEqual([]);
  }, 120_000);

  test('a table that changes although it is declared as one that is only appended to', async () => {
    await using resources = new AsyncDisposableStack();
    const { deployment, ports, relocation } = await stage(resources, {
      relocating: {
        tables: { department: 'append-only' },
        moveAside: async (end, names) => {
          await moveAside(end, names);
          await end.change([{ sql: "update moved_department set name = 'changed by nobody'" }]);
        },
      },
    });
    await ports[0]!.createDepartment({ name: 'Physics' }, call());
    await relocation.startRelocation({ to: 'secret:one' }, call(admin));
    const failed = await settled(relocation, 'arrived', 'failed');
    expect(failed.relocation!.stage).toBe('failed');
    expect(failed.relocation!.error).toMatch(/nothing has noted it/);
    expect(failed.place).toBe('embedded');
    await ports[1]!.create({ name: 'later', code: 'later' }, call());
    expect(await deployment.sql('subject', 'select code from subject')).toEqual([{ code: 'later' }]);
  }, 120_000);
});

const ways = {
  'is killed': { away: (server: OwnMariaDb) => server.kill(), back: (server: OwnMariaDb) => server.start() },
  'stands still': { away: async (server: OwnMariaDb) => server.freeze(), back: async (server: OwnMariaDb) => server.thaw() },
};

describeWithOwnMariaDb('a target that goes away', () => {
  test.each(Object.entries(ways))('it %s while writes wait: they go on at the source, and when it is back the data moves after all', async (_way, { away, back }) => {
    await using resources = new AsyncDisposableStack();
    const server = resources.use(await OwnMariaDb.start());
    let cut = false;
    const { places, ports, relocation } = await stage(resources, {
      relocating: {
        moveAside: async (end, names) => {
          await moveAside(end, names);
          if (cut) return;
          cut = true;
          await away(server);
        },
      },
    });
    places.set('secret:own', { url: await resources.use(new ServerSchemas(server.url)).url('own'), pool: 3 });
    await fill(ports[0]!, 30);
    await relocation.startRelocation({ to: 'secret:own' }, call(admin));
    await until(async () => cut);
    const ledger = new Map<string, Acknowledged>();
    const { id } = await until(async () => ports[1]!.create({ name: 'meanwhile', code: 'W-1' }, call()).catch(() => undefined));
    ledger.set('W-1', { id, name: 'meanwhile', version: 1 });
    const status = await until(async () => {
      const now = await relocation.relocationStatus({}, call());
      return now.relocation?.error ? now : undefined;
    });
    expect(status).toMatchObject({ place: 'embedded', relocation: { stage: 'verifying' } });
    await back(server);
    expect(await settled(relocation, 'arrived', 'failed')).toMatchObject({ place: 'secret:own' });
    await ports[0]!.update({ id, name: 'afterwards' }, call());
    ledger.set('W-1', { id, name: 'afterwards', version: 2 });
    expect(faultsOf(await readBooks(places.get('secret:own')!), ledger)).toEqual([]);
    for (const host of [ports[0]!, ports[1]!]) expect(await host.get({ id }, call())).toMatchObject({ name: 'afterwards' });
  }, 120_000);
});
