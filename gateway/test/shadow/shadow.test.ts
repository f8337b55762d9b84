import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { json } from './json.ts';
import { Side } from './side.ts';
import { answering, task, workbench } from './workbench.ts';

const counted = (totals: () => object | undefined, result: string) => until(async () => (totals() as Record<string, number> | undefined)?.[result]);

describe('a read that is repeated on the other side', () => {
  test('is the same there, but for what the contract ignores.', async () => {
    await using service = await Side.json(() => ({ name: 'one', seen_at: 2 }));
    const { shadow, totals, told } = workbench();
    expect(shadow.offer(task(service.read(), { primary: json({ name: 'one', seen_at: 1 }) }))).toBe(true);
    await counted(totals, 'same');
    expect({ totals: totals(), told, asked: service.paths.length }).toEqual({ totals: { same: 1, different: 0, unsteady: 0, race: 0, failed: 0, dropped: 0, skipped: 0 }, told: [], asked: 1 });
  });

  test('begins in a later turn than the one in which it is offered, each in one of its own.', async () => {
    const { shadow, totals } = workbench();
    const begun: number[] = [];
    for (const number of [1, 2]) shadow.offer(task(async () => { begun.push(number); return json({ name: 'one' }); }));
    await Promise.resolve();
    expect(begun).toEqual([]);
    await new Promise(resolve => process.nextTick(resolve));
    expect(begun).toEqual([]);
    await until(async () => totals()?.same === 2);
  });

  test('is different if it differs twice, the client\'s side having been asked again; both values are kept by side.', async () => {
    await using monolith = await Side.json(() => ({ name: 'one', n: 1 }));
    await using service = await Side.json(() => ({ name: 'other', n: 1 }));
    const { shadow, totals, told, metric } = workbench();
    shadow.offer(task(service.read(), { primary: await monolith.read()(), repeatPrimary: monolith.read() }));
    await counted(totals, 'different');
    expect([monolith.paths.length, service.paths.length]).toEqual([3, 2]);
    const request = {
      at: expect.stringMatching(/Z$/), operation: 'thing.get', target: 'GET /api/v1/things/1', correlation_id: 'c-1', primary_side: 'monolith',
      differences: [{ kind: 'field', field: 'name', monolith: 'one', service: 'other' }], more: 0,
    };
    expect(told).toEqual([request]);
    expect(shadow.report('thing').requests).toEqual([request]);
    expect(await metric('aurora_shadow_total')).toEqual(['aurora_shadow_total{operation="thing.get",result="different"} 1']);
    expect(await metric('aurora_shadow_differences_total')).toEqual(['aurora_shadow_differences_total{operation="thing.get",field="name"} 1']);
  });

  test('has its values the other way round where the service has answered the client.', async () => {
    const { shadow, totals, told } = workbench();
    shadow.offer(task(answering(json({ name: 'other' })), { primarySide: 'service' }));
    await counted(totals, 'different');
    expect(told[0]!.differences).toEqual([{ kind: 'field', field: 'name', monolith: 'other', service: 'one' }]);
  });

  test('is none if a change came between both reads, and both agree after it.', async () => {
    await using service = await Side.json(() => ({ name: 'two' }));
    await using monolith = await Side.json(() => ({ name: 'two' }));
    const { shadow, totals, told } = workbench();
    shadow.offer(task(service.read(), { primary: json({ name: 'one' }), repeatPrimary: monolith.read() }));
    await counted(totals, 'same');
    expect(told).toEqual([]);
  });

  test('is a race if the client\'s side changes whenever it is asked.', async () => {
    let reads = 0;
    const next = async () => json({ n: reads += 1 });
    const { shadow, totals, told } = workbench();
    shadow.offer(task(next, { primary: await next(), repeatPrimary: next }));
    await counted(totals, 'race');
    expect([told, reads]).toEqual([[], 11]);
  });

  test('is a race if the other side fails once, whatever it answers then.', async () => {
    const { shadow, totals, told } = workbench();
    const answers = [{ ...json({ error_code: 'INTERNAL' }), status: 503 }, json({ name: 'one' })];
    shadow.offer(task(async () => answers.shift()!, { repeatPrimary: answering(json({ name: 'one' })) }));
    await counted(totals, 'race');
    expect(told).toEqual([]);
  });

  test('is unsteady if the other side differs once from what does not change.', async () => {
    const { shadow, totals, told } = workbench();
    const answers = [json({ name: 'other' }), json({ name: 'one' })];
    shadow.offer(task(async () => answers.shift()!, { repeatPrimary: answering(json({ name: 'one' })) }));
    await counted(totals, 'unsteady');
    expect(told).toEqual([]);
  });

  test('is a race if other fields differ the second time; of those that differ both times only they are told.', async () => {
    const { shadow, totals, told } = workbench();
    const inTurn = (...answers: unknown[]) => async () => json(answers.shift());
    shadow.offer(task(inTurn({ name: 'one', a: 1 }, { name: 'one', b: 1 })));
    await counted(totals, 'race');
    shadow.offer(task(inTurn({ name: 'x', a: 1 }, { name: 'y', b: 1 })));
    await counted(totals, 'different');
    expect(told.map(({ differences }) => differences)).toEqual([[{ kind: 'field', field: 'name', monolith: 'one', service: 'y' }]]);
  });
});

describe('the other side', () => {
  test('has failed if its connection breaks twice.', async () => {
    await using service = await Side.open(({ socket }) => { socket.destroy(); });
    const { shadow, totals, told } = workbench();
    shadow.offer(task(service.read()));
    await counted(totals, 'failed');
    expect(told[0]!.differences).toEqual([{ kind: 'failed', field: 'answer', monolith: 200, service: 'UND_ERR_SOCKET' }]);
    expect(service.paths).toHaveLength(2);
  });

  test('has failed if its answer does not come in time, and what it was asked is cut.', async () => {
    await using service = await Side.open(() => undefined);
    const { shadow, totals, told } = workbench({ deadline: 50 });
    shadow.offer(task(service.read()));
    await counted(totals, 'failed');
    expect(told[0]!.differences).toMatchObject([{ kind: 'timeout', field: 'answer', service: 'TimedOut' }]);
    await until(async () => service.cut === 2);
  });

  test('holds no place beyond its time, even if the read does not notice that nobody waits.', async () => {
    const { shadow, totals } = workbench({ deadline: 20, capacity: 1 });
    shadow.offer(task(() => new Promise(() => undefined)));
    shadow.offer(task(answering(json({ name: 'one' }))));
    await counted(totals, 'same');
    expect(totals()).toMatchObject({ failed: 1, same: 1 });
  });

  test('fails where a read throws before it has begun.', async () => {
    const { shadow, totals } = workbench();
    shadow.offer(task(() => { throw new TypeError('no target'); }));
    await counted(totals, 'failed');
  });
});

describe('what says nothing of the other side', () => {
  test.each([500, 503, 429])('A client that got %i is not taken for a measure.', status => {
    const { shadow, totals } = workbench();
    expect(shadow.offer(task(answering(json(1)), { primary: json(1, { status }) }))).toBe(false);
    expect(totals()).toMatchObject({ skipped: 1 });
  });

  test('A difference that cannot be tried again, because the client\'s side fails by now, is skipped.', async () => {
    const { shadow, totals, told } = workbench();
    for (const repeatPrimary of [answering(json(1, { status: 503 })), () => Promise.reject(new Error('away'))]) shadow.offer(task(answering(json({ name: 'other' })), { repeatPrimary }));
    await until(async () => totals()?.skipped === 2);
    expect(told).toEqual([]);
  });
});

describe('bounds', () => {
  test('No more reads than its capacity are made at once, and what finds the queue full is dropped and counted.', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    let [now, most] = [0, 0];
    await using service = await Side.open((_request, response) => {
      now += 1;
      most = Math.max(most, now);
      void gate.then(() => { now -= 1; response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' }).end('{"name":"one"}'); });
    });
    const { shadow, totals } = workbench({ capacity: 3, queue: 5 });
    const taken = Array.from({ length: 20 }, () => shadow.offer(task(service.read())));
    expect(taken.filter(Boolean)).toHaveLength(5);
    await until(async () => now === 3);
    expect(Array.from({ length: 4 }, () => shadow.offer(task(service.read()))).filter(Boolean)).toHaveLength(3);
    open();
    await until(async () => totals()?.same === 8);
    expect({ most, dropped: totals()!.dropped, asked: service.paths.length }).toEqual({ most: 3, dropped: 16, asked: 8 });
  });

  test('A hundred requests with differences are kept of each module, the newest first, ten differences of each.', async () => {
    const { shadow, totals } = workbench({ queue: 200 });
    const other = Object.fromEntries(Array.from({ length: 14 }, (_, at) => [`f${at}`, 1]));
    for (let number = 1; number <= 120; number += 1) shadow.offer(task(answering(json({ name: 'one', ...other })), { correlationId: `c-${number}` }));
    await until(async () => totals()?.different === 120);
    const { requests } = shadow.report('thing');
    expect([requests.length, requests[0]!.correlation_id, requests[99]!.correlation_id]).toEqual([100, 'c-120', 'c-21']);
    expect([requests[0]!.differences.length, requests[0]!.more]).toEqual([10, 4]);
  });

  test('Fields have labels of their own up to fifty of an operation; any index is the same field.', async () => {
    const { shadow, totals, metric } = workbench();
    const numbered = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, at) => [`f${at}`, at]));
    shadow.offer(task(answering(json({ items: [{ n: 2 }, { n: 2 }] })), { primary: json({ items: [{ n: 1 }, { n: 1 }] }) }));
    await until(async () => totals()?.different === 1);
    shadow.offer(task(answering(json({ name: 'one', ...numbered(60) }))));
    await until(async () => totals()?.different === 2);
    const lines = await metric('aurora_shadow_differences_total');
    expect(lines).toHaveLength(51);
    expect(lines).toEqual(expect.arrayContaining([
      'aurora_shadow_differences_total{operation="thing.get",field="items.*.n"} 2', 'aurora_shadow_differences_total{operation="thing.get",field="other"} 11',
    ]));
  });
});

describe('what is known of a module', () => {
  test('is nothing at first, and nothing after it has been cleared; other modules and the metrics go on.', async () => {
    const { shadow, totals, metric } = workbench();
    expect(shadow.report('thing')).toEqual({ module: 'thing', operations: {}, requests: [] });
    shadow.offer(task(answering(json({ name: 'other' }))));
    shadow.offer(task(answering(json({ name: 'other' })), { operation: 'shelf.get' }));
    await until(async () => totals()?.different === 1 && shadow.report('shelf').requests.length === 1);
    shadow.clear('thing');
    expect(shadow.report('thing')).toEqual({ module: 'thing', operations: {}, requests: [] });
    expect(shadow.report('shelf').requests).toHaveLength(1);
    expect(await metric('aurora_shadow_total')).toHaveLength(2);
  });
});

test('While there is no time for them, reads wait for a later look; what finds no room is dropped before anything is kept for it, and none waits for ever.', async () => {
  const { shadow, totals } = workbench({ queue: 2, calm: () => false });
  let begun = 0;
  for (let offered = 0; offered < 2; offered += 1) expect(shadow.offer(task(async () => { begun += 1; return json({ name: 'one' }); }))).toBe(true);
  await turn();
  expect({ begun, room: shadow.hasRoom('thing.get'), dropped: totals()?.dropped }).toEqual({ begun: 0, room: false, dropped: 1 });
  await until(async () => totals()?.same === 2);
  expect(shadow.hasRoom('thing.get')).toBe(true);
});

test('Closing cuts what is under way, drops what waits, and counts neither.', async () => {
  await using service = await Side.open(() => undefined);
  const { shadow, metric } = workbench({ capacity: 1, deadline: 60_000 });
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const read = service.read();
  shadow.offer(task(signal => read(signal).finally(resolve)));
  shadow.offer(task(service.read()));
  await until(async () => service.paths.length === 1);
  shadow.close();
  await ended;
  await until(async () => service.cut === 1);
  expect(shadow.offer(task(service.read()))).toBe(false);
  for (let turns = 0; turns < 10; turns += 1) await turn();
  expect([service.paths.length, await metric('aurora_shadow_total')]).toEqual([1, []]);
});
