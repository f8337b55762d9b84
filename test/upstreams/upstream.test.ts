import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { RawConnection } from '../e2e/raw.ts';
import { headerOf } from './behaviour.ts';
import { asked, get, post, untilClosed } from './conversation.ts';
import { Upstream } from './upstream.ts';

let upstream: Upstream;
beforeAll(async () => { upstream = await Upstream.start(); });
beforeEach(() => upstream.reset());
afterAll(() => upstream[Symbol.asyncDispose]());

describe('what it saw', () => {
  test('is told in full: method, target, headers, body and connection.', async () => {
    using connection = await asked(upstream.url, post('/a/%2e?b=c', 5, 'X-One: 1\r\nx-one: 2\r\n') + 'hello');
    expect(await connection.answer()).toMatchObject({ status: 200, body: { method: 'POST', target: '/a/%2e?b=c', bytes: 5 } });
    await connection.write(get('/b'));
    await connection.answer();
    using other = await asked(upstream.url, get('/c'));
    await other.answer();
    const seen = await upstream.until(all => all.length === 3 && all.every(({ end }) => end === 'answered'));
    expect(seen[0]).toEqual({
      method: 'POST', target: '/a/%2e?b=c', headers: [['Host', 'a'], ['Content-Length', '5'], ['X-One', '1'], ['x-one', '2']],
      bytes: 5, body: 'hello', complete: true, end: 'answered', connection: seen[1]!.connection,
    });
    expect(headerOf(seen[0]!, 'x-one')).toBe('1, 2');
    expect(seen[2]!.connection).toBe(seen[1]!.connection + 1);
  });

  test('is forgotten on demand, and so is how it was to behave.', async () => {
    await upstream.behave('silence');
    using silent = await asked(upstream.url, get('/'));
    await upstream.until(all => all.length === 1);
    await upstream.reset();
    expect(await upstream.seen()).toEqual([]);
    using connection = await asked(upstream.url, get('/'));
    expect(await connection.answer()).toMatchObject({ status: 200 });
    expect(silent.rest).toBe('');
  });

  test('counts connections.', async () => {
    const { opened, open } = await upstream.connections();
    using connection = await asked(upstream.url, get('/'));
    await connection.answer();
    expect(await upstream.connections()).toEqual({ opened: opened + 1, open: open + 1 });
    connection.reset();
    await until(async () => (await upstream.connections()).open === open);
  });

  test('says when the client left: before the answer, during the upload, during the download.', async () => {
    using waiting = await asked(upstream.url, get('/silence'));
    using uploading = await asked(upstream.url, post('/answer', 100) + 'a part');
    using downloading = await asked(upstream.url, get('/large'));
    await downloading.begun();
    await upstream.until(all => all.length === 3 && all.some(({ bytes }) => bytes === 6));
    expect((await upstream.seen()).map(({ end }) => end)).toEqual(['open', 'open', 'open']);
    waiting.reset();
    uploading.finish();
    downloading.reset();
    const seen = await upstream.until(all => all.every(({ end }) => end !== 'open'));
    expect(Object.fromEntries(seen.map(({ target, end, complete }) => [target, [end, complete]]))).toEqual({ '/silence': ['left', true], '/answer': ['left', false], '/large': ['left', true] });
  });
});

describe('how it is to behave', () => {
  test('is said of the next requests in turn, and the last stays.', async () => {
    await upstream.behave(['reset-before-headers', { kind: 'answer', status: 503, headers: [['retry-after', '1'], ['set-cookie', 'a=1']], body: '{"busy":true}' }, 'answer']);
    expect(await untilClosed(upstream.url, get('/'))).toEqual({ received: '', error: 'ECONNRESET' });
    using connection = await asked(upstream.url, get('/'));
    expect(await connection.answer()).toMatchObject({ status: 503, headers: { 'retry-after': '1', 'set-cookie': 'a=1' }, body: { busy: true } });
    for (let more = 0; more < 2; more += 1) {
      await connection.write(get('/'));
      expect(await connection.answer()).toMatchObject({ status: 200 });
    }
  });

  test('is said of a part of the paths, and the longest that fits counts.', async () => {
    await upstream.behave({ kind: 'answer', status: 500 });
    await upstream.behave({ kind: 'answer', status: 201 }, '/health');
    using connection = await asked(upstream.url, get('/health/ready') + get('/silence'));
    expect([(await connection.answer()).status, (await connection.answer()).status]).toEqual([201, 500]);
  });

  test('is to wait until it is released.', async () => {
    await upstream.behave({ kind: 'held', status: 202 });
    using one = await asked(upstream.url, get('/1'));
    using two = await asked(upstream.url, post('/2', 2, 'Expect: 100-continue\r\n'));
    await two.goOn();
    await two.write('{}');
    await upstream.until(all => all.length === 2 && all.every(({ complete }) => complete));
    expect([one.rest, two.rest]).toEqual(['', '']);
    await upstream.release();
    expect([(await one.answer()).status, (await two.answer()).status]).toEqual([202, 202]);
  });
});

test('An upstream that has ended refuses connections.', async () => {
  const ended = await Upstream.start();
  await ended[Symbol.asyncDispose]();
  await expect(RawConnection.open(ended.url)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
});
