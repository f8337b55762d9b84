import { once } from 'node:events';
import { Agent, request as send, type IncomingMessage } from 'node:http';
import { describe, expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';
import { operationsOf } from '../../observability/operations.ts';
import { patience } from '../../served.ts';
import { GatewayBefore, type Behind } from './gateway-before.ts';

const clean = { code: 0, signal: null };

describe.each<[Behind, string]>([
  ['services', '/api/v1/subjects/1'],
  ['legacy', '/some/page'],
])('%s', (behind, page) => {
  const before = new GatewayBefore(behind, { AURORA_SHUTDOWN_TIMEOUT: '1h' });
  const target = page.replace('/api/v1', '');
  const head = (method: string) => `${method} ${page} HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer ${before.token('editor')}\r\n`;

  test('52 what comes on a kept connection while a gateway drains is answered, and told that it was the last', async () => {
    await before.upstream.behave(['answer', 'held'], target);
    using kept = await before.connect();
    await kept.write(`${head('GET')}\r\n`);
    expect(await kept.answer()).toMatchObject({ status: 200, headers: { connection: 'keep-alive' } });
    using writing = await before.connect();
    await writing.write(`${head('PUT')}Content-Type: application/json\r\nContent-Length: 15\r\n\r\n{"name":"Last"`);
    using reading = await before.connect();
    await reading.write(`${head('GET')}\r\n`);
    await before.until(seen => seen.filter(({ method }) => method === 'GET').length === 2);

    const stopped = before.gateway.stop();
    await until(async () => (await operationsOf(before.gateway).get('/health/ready')).status === 503);
    await kept.write(`${head('GET')}\r\n`);
    await writing.write('}');
    await before.until(seen => seen.length === 4 && seen.every(({ complete }) => complete));
    await before.upstream.release();
    for (const connection of [reading, writing, kept]) {
      expect(await connection.answer()).toMatchObject({ status: 200, headers: { connection: 'close' } });
      await connection.closed();
    }
    expect(await stopped).toEqual(clean);
    expect((await before.seen()).map(({ end }) => end)).toEqual(['answered', 'answered', 'answered', 'answered']);
  }, patience);
});

describe('under load', () => {
  const before = new GatewayBefore('services');

  /** Asks again and again on one connection: how often it was answered, and how that ended. */
  async function ask(): Promise<{ readonly answered: number; readonly ended: unknown }> {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (let answered = 0; ; answered += 1) {
      try {
        const [answer] = await once(send(`${before.url}/api/v1/subjects/1`, { agent, headers: { authorization: `Bearer ${before.token('reader')}` } }).end(), 'response') as [IncomingMessage];
        await once(answer.resume(), 'end');
        if (answer.statusCode !== 200) return { answered, ended: answer.statusCode };
      } catch (error) {
        return { answered, ended: (error as NodeJS.ErrnoException).code };
      }
    }
  }

  test('52 a gateway that is told to stop answers every request of clients that keep their connections', async () => {
    const clients = Array.from({ length: 20 }, ask);
    await before.until(({ length }) => length > 200);
    expect(await before.gateway.stop()).toEqual(clean);
    const asked = await Promise.all(clients);
    expect(asked.map(({ ended }) => ended)).toEqual(asked.map(() => 'ECONNREFUSED'));
    expect(await before.seen()).toHaveLength(asked.reduce((sum, { answered }) => sum + answered, 0));
  }, patience);
});
