import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { defineFlags, keyFor } from '../harness/flags.mjs';
import { limits } from '../harness/gateway.mjs';
import { cpuPerGet, cpuPerPost } from '../harness/load.mjs';
import { scratch, startAurora, startPeer } from '../harness/servers.mjs';

export const title = 'All flags over OFREP';
export const how = '`POST /ofrep/v1/evaluate/flags` of 100 flags, a third each static, by a rule and by percentages, with an API key for flags: for 200 users in turns, and for users who ask once each. 16 connections, CPU time per request, everything on, as many requests of each side in a round (of users who ask once a fifth of them). With `If-None-Match` nothing has changed. The peer is Express 5 saying hello.';

const users = (count, headers) => Array.from({ length: count }, (_, user) => {
  const body = JSON.stringify({ context: { targetingKey: `user:${user}`, plan: user % 2 === 0 ? 'beta' : 'plain' } });
  return { body, headers: { ...headers, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } };
});

/** CPU µs of the server per request. */
export async function measure({ count = 20_000, roundCount, note }) {
  const data = join(scratch, 'flags-bulk');
  const aurora = await startAurora('flags-bulk', data, limits);
  const admin = authorization(data, 'admin');
  await defineFlags(aurora.url, admin, 100);
  const key = await keyFor(aurora.url, admin, ['flags:read']);
  const url = `${aurora.url}/ofrep/v1/evaluate/flags`;
  const again = users(200, key);
  const once = count / 5;
  let first = 0;
  // The token in the URLs of streams is made anew from time to time, and the tag with it.
  const known = () => Promise.all(again.map(async ({ body, headers }) => ({ body, headers: { ...headers, 'if-none-match': (await fetch(url, { method: 'POST', body, headers })).headers.get('etag') } })));
  const hello = await startPeer('hello', 'hello.mjs', {});
  const figures = await rounds(roundCount, {
    again: () => cpuPerPost(aurora, url, again, count),
    anew: () => cpuPerPost(aurora, url, users((first += once) + once, key).slice(first), once),
    same: async () => cpuPerPost(aurora, url, await known(), count, 304),
    hello: () => cpuPerGet(hello, hello.url, {}, count),
  }, note);
  for (const server of [aurora, hello]) await server.stop();
  return [
    ratioRow('100 flags over OFREP, 200 users in turns, against Express 5 saying hello', figures.again, figures.hello, 2),
    ratioRow('100 flags over OFREP, every user for the first time, against Express 5 saying hello', figures.anew, figures.hello),
    ratioRow('100 flags over OFREP that are known (304), against Express 5 saying hello', figures.same, figures.hello, 2),
  ];
}
