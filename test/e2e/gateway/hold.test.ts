import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Answer, Client } from '../client.ts';
import { makeSubject } from '../journey/subjects.ts';
import { patience } from '../served.ts';
import { SideBySide } from './side-by-side.ts';

const resources = new AsyncDisposableStack();
let both: SideBySide;
let admin: Client;
let path: string;
beforeAll(async () => {
  both = resources.use(await SideBySide.open());
  admin = await both.api('admin');
  path = `/subjects/${(await makeSubject(admin)).id}`;
}, patience);
afterAll(() => resources.disposeAsync(), patience);

const inSeconds = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();
let number = 0;
const write = (): Promise<Answer> => admin.post('/subjects', { name: 'Held', code: `HELD ${number += 1}` });

describe('writes that a placement holds', () => {
  test('wait, and go where the placement sends them afterwards, while reads go on', async () => {
    await both.place({ service: 0, hold: inSeconds(60) });
    const ended: string[] = [];
    const writes = [write(), write()].map(sent => sent.finally(() => ended.push('write')));
    for (let time = 0; time < 5; time += 1) expect(await both.servedBy(await admin.get(path))).toBe('monolith');
    expect(ended).toEqual([]);
    await both.place({ service: 100 });
    for (const answer of await Promise.all(writes)) {
      expect(answer.status).toBe(201);
      expect(await both.servedBy(answer)).toBe('service');
    }
  });

  test('go on by themselves when the time of the hold is over', async () => {
    const until = inSeconds(2);
    await both.place({ service: 0, hold: until });
    const answer = await write();
    expect(answer.status).toBe(201);
    expect(Date.now()).toBeGreaterThanOrEqual(Date.parse(until));
    expect(await both.servedBy(answer)).toBe('monolith');
  });

  test('are refused after five seconds, and may be tried again', async () => {
    const until = inSeconds(60), started = Date.now();
    await both.place({ service: 0, hold: until });
    expect(await write()).toMatchObject({ status: 503, headers: { 'retry-after': '1' }, body: { error_code: 'UNAVAILABLE' } });
    expect(Date.now() - started).toBeGreaterThan(4_500);
    expect(Date.now()).toBeLessThan(Date.parse(until));
    await both.place({ service: 0 });
    expect(await write()).toMatchObject({ status: 201 });
  }, patience);

  test('are held for five minutes at most', async () => {
    expect(await admin.with({ url: both.monolith.url }).put('/admin/placements/subject', { service: 0, hold: inSeconds(301) })).toMatchObject({ status: 422, body: { details: { fields: [{ path: 'hold', code: 'too_long' }] } } });
  });
});

describe('writes with a side of their own', () => {
  test.each(['monolith', 'service'] as const)('go to the %s, wherever reads go', async writes => {
    const reads = writes === 'monolith' ? 'service' : 'monolith';
    await both.place({ service: reads === 'service' ? 100 : 0, writes });
    expect(await both.servedBy(await write())).toBe(writes);
    expect(await both.servedBy(await admin.get(path))).toBe(reads);
  });
});
