import { ratioRow, rounds } from '../harness/figures.mjs';
import { place, startConfig, startGateway, startUpstream, subjectPath } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { startPeer } from '../harness/servers.mjs';

export const title = 'GET of a subject from the gateway\'s copies';
export const how = 'CPU time per request, 16 connections. `aurora gateway` with `AURORA_CACHE=memory` and all the rest on as for the forwarded GET; a copy is good for five seconds, so nearly every answer is one. Express 5 has one route that sends `hello`.';

/** CPU µs per request. */
export async function measure({ count = 20_000, roundCount, note }) {
  const upstream = await startUpstream();
  const config = await startConfig('cached');
  const aurora = await startGateway('aurora-cached', config, upstream, { AURORA_CACHE: 'memory' });
  await place(aurora, config.headers, 'subject', { service: 100, shadow: 0 });
  const hello = await startPeer('hello', 'hello.mjs');
  // What runs for days has been compiled: one round is too few for that.
  await cpuPerGet(aurora, aurora.url + subjectPath, config.headers, 2 * count);
  await cpuPerGet(hello, hello.url, {}, 2 * count);
  const figures = await rounds(roundCount, {
    aurora: () => cpuPerGet(aurora, aurora.url + subjectPath, config.headers, count), hello: () => cpuPerGet(hello, hello.url, {}, count),
  }, note);
  for (const server of [aurora, hello, config, upstream]) await server.stop();
  return [ratioRow('GET from the gateway\'s copies, everything on, against Express 5 saying hello', figures.aurora, figures.hello, 1.2)];
}
