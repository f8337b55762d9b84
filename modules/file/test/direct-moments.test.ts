import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { HoldingProxy } from '@aurora/test/running';
import { describeWith } from '@aurora/test/services';
import { newBucket, s3Server, type Bucket } from './bucket.ts';
import { call } from './calls.ts';
import { expectNothingElse } from './consistency.ts';
import { Deployment } from './deployment.ts';
import { begin, complete, newPdf, outcome, passUrls, send, sha256 } from './direct-client.ts';
import { download } from './link-to.ts';
import type { FileHost } from './open-host.ts';

describeWith('s3', 'an upload that goes to S3 directly, at several hosts', () => {
  let deployment: Deployment;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create('sqlite+s3');
    host = await deployment.host();
  });
  afterEach(async () => { await deployment[Symbol.asyncDispose](); });

  test('that two complete at once, makes one file', async () => {
    const hosts = [host, await deployment.host()];
    for (let round = 0; round < 5; round += 1) {
      const whole = newPdf();
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const outcomes = new Set(await Promise.all(hosts.map(each => outcome(complete(each, begun)))));
      outcomes.delete('CONFLICT');
      const { id } = await complete(host, begun);
      expect([...outcomes]).toEqual([id]);
      expect(sha256(await download(host, id))).toBe(sha256(whole));
    }
    expect(await deployment.sql('select id from file')).toHaveLength(5);
    await deployment.restart();
    await expectNothingElse(deployment);
  });

  test('that one was completing when it was killed, can be completed by another, or goes', async () => {
    await using own = await Deployment.create();
    const bucket = await newBucket();
    const env = { AURORA_FILE_STORE: bucket.address };
    const next = await own.host({ env });
    const whole = newPdf();
    for (const given of [false, true]) {
      const begun = await begin(next.port, whole);
      await send(begun, whole);
      // As it leaves it: noted, and copied.
      const left = `ab/ab/${'ab'.repeat(32)}.000000000${Number(given)}`;
      await own.sql('update resumable_upload set direct_copy = ? where id = ?', left, begun.id);
      await bucket.put(left, 'left');
      if (given) await next.port.directDelete({ upload: begun.id }, call());
      else expect(await complete(next, begun)).toMatchObject({ sha256: sha256(whole) });
      await own.restart({ env });
      expect(await bucket.paths()).toHaveLength(1);
      // What else is to be removed is not forgotten over it.
      expect(await send(begun, whole)).toBe(200);
      await passUrls(own);
      await own.restart({ env });
      expect(await bucket.paths()).toHaveLength(1);
    }
    expect(await own.sql('select path from loose_content')).toEqual([]);
  });
});

describeWith('s3', 'an upload to which something happens while it is completed', () => {
  let deployment: Deployment;
  let bucket: Bucket;
  let proxy: HoldingProxy;
  let host: FileHost;
  beforeEach(async () => {
    deployment = await Deployment.create();
    bucket = await newBucket();
    const { endpoint } = await s3Server();
    proxy = await HoldingProxy.open(endpoint);
    host = await deployment.host({ env: { AURORA_FILE_STORE: bucket.address.replace(encodeURIComponent(endpoint), encodeURIComponent(proxy.url)) } });
  });
  afterEach(async () => {
    await deployment[Symbol.asyncDispose]();
    await proxy[Symbol.asyncDispose]();
  });

  test('and which is overwritten, is one or the other, whole, at whatever moment that is', async () => {
    const became = new Set<string>();
    /** Overwrites it there; answers whether there is such a request. */
    const overwriteAt = async (side: 'request' | 'answer', number: number): Promise<boolean> => {
      const [whole, later] = [newPdf(), newPdf()];
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const held = proxy.hold(side, number);
      const completing = complete(host, begun);
      const reached = await Promise.race([held.reached.then(() => true), completing.then(() => false)]);
      if (reached) {
        expect(await send(begun, later)).toBe(200);
        held.release();
      }
      const { id, sha256: told } = await completing;
      expect(sha256(await download(host, id))).toBe(told);
      expect([sha256(whole), sha256(later)]).toContain(told);
      became.add(told === sha256(whole) ? 'the first' : 'the second');
      return reached;
    };
    let requests = 0;
    while (await overwriteAt('answer', requests + 1)) requests += 1;
    for (let number = 1; number <= requests; number += 1) await overwriteAt('request', number);
    expect(requests).toBeGreaterThan(3);
    expect(became.size).toBe(2);
    await passUrls(deployment);
    await deployment.restart({ env: { AURORA_FILE_STORE: bucket.address } });
    expect(await bucket.paths()).toHaveLength(2 * requests + 1);
  }, 60_000);

  test('and which another request completes, is the same file to both', async () => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const copied = proxy.hold('answer', 1);
    const first = complete(host, begun);
    await copied.reached;
    const second = await complete(host, begun);
    copied.release();
    expect(await first).toEqual(second);
    expect(await bucket.paths()).toHaveLength(1);
  });

  test.each(['request', 'answer'] as const)('and which another request takes over, is refused by none (%s)', async side => {
    const whole = newPdf();
    const begun = await begin(host.port, whole);
    await send(begun, whole);
    const copied = proxy.hold(side, 1);
    const first = outcome(complete(host, begun));
    await copied.reached;
    const followed = proxy.hold('answer', 2);
    const second = complete(host, begun);
    await followed.reached;
    copied.release();
    // Its copy has gone, or comes too late; that says nothing of what was sent.
    expect(await first).toBe('CONFLICT');
    followed.release();
    expect(await second).toMatchObject({ sha256: sha256(whole) });
    expect(await bucket.paths()).toHaveLength(1);
    expect(await deployment.sql('select path from loose_content')).toEqual([]);
  });

  test('and which is given up, is no file, and leaves nothing', async () => {
    const whole = newPdf();
    for (const number of [1, 2, 3, 4]) {
      const begun = await begin(host.port, whole);
      await send(begun, whole);
      const held = proxy.hold('answer', number);
      const completing = outcome(complete(host, begun));
      await held.reached;
      await host.port.directDelete({ upload: begun.id }, call());
      held.release();
      expect(await completing).toBe('CONFLICT');
    }
    expect([await deployment.sql('select id from file'), await deployment.sql('select path from loose_content'), await bucket.paths()]).toEqual([[], [], []]);
    expect(await host.port.usage({}, call())).toMatchObject({ files: 0, bytes: 0 });
  });
});

describeWith('mariadb', 'an upload that goes to S3 directly, on MariaDB', () => describeWith('s3', 'an upload that goes to S3 directly, on MariaDB', () => {
  test('is completed once by two hosts, and what comes late goes', async () => {
    await using deployment = await Deployment.create('mariadb');
    const bucket = await newBucket();
    const env = { AURORA_FILE_STORE: bucket.address };
    const hosts = [await deployment.host({ env }), await deployment.host({ env })] as const;
    for (let round = 0; round < 3; round += 1) {
      const whole = newPdf();
      const begun = await begin(hosts[0].port, whole);
      await send(begun, whole);
      const outcomes = new Set(await Promise.all(hosts.map(each => outcome(complete(each, begun)))));
      outcomes.delete('CONFLICT');
      const { id } = await complete(hosts[0], begun);
      expect([...outcomes]).toEqual([id]);
      expect(sha256(await download(hosts[1], id))).toBe(sha256(whole));
      expect(await send(begun, newPdf())).toBe(200);
    }
    await passUrls(deployment);
    await Promise.all([deployment.restart({ env }), deployment.restart({ env })]);
    expect(await bucket.paths()).toEqual((await deployment.sql<{ path: string }>('select path from content order by path')).map(({ path }) => path));
    expect(await deployment.sql('select path from loose_content')).toEqual([]);
    expect(await hosts[0].port.usage({}, call())).toMatchObject({ files: 3 });
  }, 60_000);
}));
