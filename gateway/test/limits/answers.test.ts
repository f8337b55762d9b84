import { expect, test } from '@jest/globals';
import { limitedServer } from './limited-server.ts';
import { opened } from './opened.ts';

/** The status and the fields of limits, with any number of seconds left as `N`. */
const fields = ({ status, headers }: Response) => [status, headers.get('ratelimit-policy'), headers.get('ratelimit')?.replace(/t=\d+$/, 't=N'), headers.get('retry-after')?.replace(/^[1-9]\d*$/, 'N')];

test('Every answer tells the limit and what is left of it; over it that is 429 with when to come again.', async () => {
  using gateway = await opened(['read=1/1h']);
  await using server = await limitedServer(gateway.limits, []);
  expect(fields(await fetch(server.url))).toEqual([200, '"read";q=1;w=3600', '"read";r=0;t=N', undefined]);
  const refused = await fetch(server.url);
  expect(fields(refused)).toEqual([429, '"read";q=1;w=3600', '"read";r=0;t=N', 'N']);
  expect(await refused.json()).toMatchObject({ error_code: 'TOO_MANY_REQUESTS', details: { limit: 1, window_seconds: 3600 } });
});

test('A client is counted the same whatever addresses it writes into its forwarding fields.', async () => {
  for (const trusted of [[], ['192.0.2.1']]) {
    using gateway = await opened(['read=3/1m']);
    await using server = await limitedServer(gateway.limits, trusted);
    const spoofed = Array.from({ length: 10 }, (_, number) => fetch(server.url, { headers: { 'x-forwarded-for': `198.51.100.${number}`, forwarded: `for=198.51.100.${number}` } }));
    expect((await Promise.all(spoofed)).filter(({ status }) => status === 200)).toHaveLength(3);
  }
});

test('Behind a trusted proxy a client is counted by the address that the proxy saw, whatever the client wrote before it.', async () => {
  using gateway = await opened(['read=3/1m']);
  await using server = await limitedServer(gateway.limits, ['127.0.0.1']);
  const passed = async (client: string) => {
    const answers = await Promise.all(Array.from({ length: 10 }, (_, number) => fetch(server.url, { headers: { 'x-forwarded-for': `198.51.100.${number}, ${client}` } })));
    return answers.filter(({ status }) => status === 200).length;
  };
  expect([await passed('203.0.113.7'), await passed('203.0.113.8')]).toEqual([3, 3]);
});
