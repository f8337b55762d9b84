import { randomBytes } from 'node:crypto';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { beforeAll, afterAll, describe, expect, test } from '@jest/globals';
import { describeWith } from '@aurora/test/services';
import { eicar, OwnClamd, until } from '@aurora/test/running';
import { Clamd, clamdPlace } from '../src/scanning/clamd.ts';
import { all, bytes, call, codeOf } from './calls.ts';
import { Deployment } from './deployment.ts';
import { linkTo } from './link-to.ts';
import { onEveryStore } from './every-store.ts';
import type { FileHost } from './open-host.ts';
import { pdf } from './samples.ts';

type Port = FileHost['port'];

const infected = `Homework\n${eicar}\n`;
const clean = (): Buffer => Buffer.concat([pdf, randomBytes(64)]);

/** The scan of a file once it is over. */
const scanned = (port: Port, id: string) => until(async () => {
  const { scan } = await port.get({ id }, call());
  return scan.status === 'pending' || scan.status === 'none' ? undefined : scan;
});
const send = (port: Port, content: string | Uint8Array, name = 'homework.txt') => port.upload({ name, content: bytes(content) }, call());
const served = async (port: Port, id: string): Promise<Buffer> => all((await port.download(await linkTo(port, id), call())).open());

test('without a scanner a file is served at once, and says that nobody has looked', async () => {
  await using deployment = await Deployment.create();
  const { port } = await deployment.host();
  const file = await send(port, infected);
  expect(file.scan).toEqual({ status: 'none', scanned_at: null, signature: null, reason: null });
  expect((await served(port, file.id)).toString()).toBe(infected);
});

describe('an address', () => {
  test.each([
    ['clamd://127.0.0.1:3311', { host: '127.0.0.1', port: 3311 }], ['clamd://scanner', { host: 'scanner', port: 3310 }], ['clamd://[::1]:3310', { host: '::1', port: 3310 }], ['clamd:/run/clamav/clamd.ctl', { path: '/run/clamav/clamd.ctl' }],
  ])('%s', (address, place) => { expect(clamdPlace(address)).toEqual(place); });
  test.each(['clamd:', 'clamd://', 'clamd://user@host', 'clamd://host/path', 'http://host', 'clamd://host?x=1'])('%s is none', address => { expect(() => clamdPlace(address)).toThrow('must be of the form'); });
});

test('what is no clamd gives no verdict', async () => {
  const server = createServer(socket => { socket.on('error', () => undefined).resume().end('SSH-2.0-other\0'); });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  await expect(new Clamd({ host: '127.0.0.1', port }).scan(() => bytes('text'))).rejects.toMatchObject({ name: 'ScannerAway' });
  server.close();
  await once(server, 'close');
  await expect(new Clamd({ host: '127.0.0.1', port }).scan(() => bytes('text'))).rejects.toMatchObject({ name: 'ScannerAway' });
});

describeWith('clamd', 'a scanner', () => {
  let clamd: OwnClamd;
  beforeAll(async () => { clamd = await OwnClamd.start({ largest: 1024 ** 2 }); }, 60_000);
  afterAll(async () => { await clamd[Symbol.asyncDispose](); });

  const env = () => ({ AURORA_SCANNER: clamd.address });

  test('is reached by its port and by its socket', async () => {
    for (const address of [clamd.address, `clamd:${clamd.socket}`]) {
      const scanner = new Clamd(clamdPlace(address));
      expect(await scanner.scan(() => bytes('text'))).toEqual({ found: 'nothing' });
      expect(await scanner.scan(() => bytes(infected.slice(0, 30), infected.slice(30)))).toEqual({ found: 'something', name: expect.stringContaining('Aurora.Test.Eicar') });
      // It answers and closes before it has taken everything.
      expect(await scanner.scan(() => bytes(...Array.from({ length: 64 }, () => Buffer.alloc(64 * 1024))))).toEqual({ found: 'refused', reason: expect.any(String) });
    }
  });

  onEveryStore('in use', engine => {
    test('lets what is clean through, and keeps what is infected from everybody', async () => {
      await using deployment = await Deployment.create(engine);
      const { port } = await deployment.restart({ env: env() });
      const data = clean();
      const good = await send(port, data, 'plan.pdf');
      expect(good.scan.status).toBe('pending');
      expect(await scanned(port, good.id)).toMatchObject({ status: 'clean', scanned_at: expect.any(String), signature: null });
      expect((await served(port, good.id)).equals(data)).toBe(true);

      const bad = await send(port, infected);
      expect(await scanned(port, bad.id)).toMatchObject({ status: 'infected', signature: expect.stringContaining('Eicar') });
      expect(await codeOf(port.url({ id: bad.id }, call()))).toBe('QUARANTINED');
      expect(await codeOf(port.grantUrl({ id: bad.id }, call()))).toBe('QUARANTINED');
      expect(await codeOf(port.claim({ id: bad.id, holder: 'syllabus:1' }, call()))).toBe('QUARANTINED');
      const [told] = await until(async () => {
        const events = await deployment.sql<{ event_data: string }>('select event_data from event_store where event_type = ?', 'file.quarantined.v1');
        return events.length > 0 && events;
      });
      expect(JSON.parse(told!.event_data)).toEqual({ id: bad.id, original_name: 'homework.txt', sha256: bad.sha256, signature: expect.stringContaining('Eicar') });
      await port.delete({ id: bad.id }, call());
      expect(await codeOf(port.get({ id: bad.id }, call()))).toBe('NOT_FOUND');
    }, 60_000);
  });

  test('is asked once for the same bytes; a file of them that comes later is in quarantine as well', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.restart({ env: env() });
    const first = await send(port, infected);
    const { scanned_at } = await scanned(port, first.id);
    const second = await send(port, infected, 'again.txt');
    expect(second.scan.status).toBe('pending');
    expect((await scanned(port, second.id)).scanned_at).toBe(scanned_at);
    await until(async () => (await deployment.sql('select event_id from event_store where event_type = ?', 'file.quarantined.v1')).length === 2);
  }, 60_000);

  test('sees uploads that come in parts, whole', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.restart({ env: env() });
    const spoken = { tus_resumable: '1.0.0' };
    const { id: upload } = await port.tusCreate({ ...spoken, upload_length: String(infected.length), upload_metadata: 'filename YS50eHQ=', content: bytes() }, call());
    const half = Math.floor(infected.length / 2);
    const patch = (from: number, to?: number) => port.tusPatch({ upload, ...spoken, content_type: 'application/offset+octet-stream', upload_offset: String(from), content: bytes(infected.slice(from, to)) }, call());
    await patch(0, half);
    const { file_id } = await patch(half);
    expect(await scanned(port, file_id!)).toMatchObject({ status: 'infected' });
  }, 60_000);

  test('that is set later finds what came before, which is served until then; links that are out end', async () => {
    await using deployment = await Deployment.create();
    const before = await deployment.restart();
    const { id } = await send(before.port, infected);
    const link = await linkTo(before.port, id);
    expect((await all((await before.port.download(link, call())).open())).toString()).toBe(infected);
    const { url } = await before.port.grantUrl({ id }, call());
    const granted = { id, ...Object.fromEntries(new URL(url).searchParams) as Record<'disposition' | 'exp' | 'digest' | 'grant' | 'sig', string> };
    const { port } = await deployment.restart({ env: env() });
    expect(await scanned(port, id)).toMatchObject({ status: 'infected' });
    expect(await codeOf(port.download(link, call()))).toBe('QUARANTINED');
    expect(await codeOf(port.download(granted, call()))).toBe('QUARANTINED');
  }, 60_000);

  test('that refuses a file, as too large, leaves it waiting, and says why', async () => {
    await using deployment = await Deployment.create();
    const { port } = await deployment.restart({ env: env() });
    const { id } = await send(port, Buffer.concat([pdf, Buffer.alloc(2 * 1024 ** 2)]), 'large.pdf');
    expect(await until(async () => (await port.get({ id }, call())).scan.reason)).toMatch(/larger/);
    expect(await codeOf(port.url({ id }, call()))).toBe('SCAN_PENDING');
    // One that waits keeps no other from being scanned.
    const other = await send(port, clean(), 'plan.pdf');
    expect(await scanned(port, other.id)).toMatchObject({ status: 'clean' });
  }, 60_000);

  test('that is away lets files wait, unserved, until it is back; without one they go on as if there had been none', async () => {
    await using deployment = await Deployment.create();
    await using own = await OwnClamd.start();
    const { port } = await deployment.restart({ env: { AURORA_SCANNER: own.address } });
    await own.kill();
    const [good, bad] = [await send(port, clean(), 'plan.pdf'), await send(port, infected)];
    await until(async () => (await deployment.sql('select path from content where scan_due > awaited_at')).length > 0);
    for (const { id } of [good, bad]) {
      expect((await port.get({ id }, call())).scan.status).toBe('pending');
      await expect(port.url({ id }, call())).rejects.toMatchObject({ code: 'SCAN_PENDING', status: 409, retryAfter: expect.any(Number) });
    }
    // It may be claimed: that it waits says nothing against it.
    await port.claim({ id: good.id, holder: 'syllabus:1' }, call());
    await own.start();
    expect(await scanned(port, good.id)).toMatchObject({ status: 'clean' });
    expect(await scanned(port, bad.id)).toMatchObject({ status: 'infected' });
    await served(port, good.id);

    await own.kill();
    const waits = await send(port, clean(), 'plan.pdf');
    const without = await deployment.restart();
    expect((await without.port.get({ id: waits.id }, call())).scan.status).toBe('none');
    expect(await codeOf(without.port.url({ id: bad.id }, call()))).toBe('QUARANTINED');
  }, 90_000);

  test('that stands still keeps no host from stopping', async () => {
    await using deployment = await Deployment.create();
    await using own = await OwnClamd.start();
    own.freeze();
    const host = await deployment.restart({ env: { AURORA_SCANNER: own.address } });
    const { id } = await send(host.port, clean(), 'plan.pdf');
    // Its connection is taken by the system, and nothing comes of it.
    await own.asked();
    expect((await host.port.get({ id }, call())).scan.status).toBe('pending');
    await host.stop();
    own.thaw();
  }, 60_000);
});
