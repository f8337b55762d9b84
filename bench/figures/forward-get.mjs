import { ratioRow, rounds } from '../harness/figures.mjs';
import { place, startConfig, startGateway, startUpstream, subjectPath } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { startNginxProxy } from '../harness/nginx.mjs';
import { startPeer } from '../harness/servers.mjs';

export const title = 'Forwarded GET of a subject';
export const how = 'CPU time of the gateway per request, 16 connections, all before the same `node:http` server that answers one subject. `aurora gateway` with everything on: ES256 token, limit in memory, placement, service token, deadline, breaker, log line, metrics; answers are not kept. The others bare: http-proxy-middleware in Express 5 with a keep-alive agent, fast-gateway and @fastify/http-proxy with one route, nginx with `proxy_pass` and kept connections.';

const peers = { 'http-proxy-middleware': 0.6, 'fast-gateway': 1, '@fastify/http-proxy': 1 };

/** CPU µs of the gateway per request. */
export async function measure({ count = 20_000, roundCount, note }) {
  const upstream = await startUpstream();
  const config = await startConfig('forward');
  const aurora = await startGateway('aurora-forward', config, upstream);
  await place(aurora, config.headers, 'subject', { service: 100, shadow: 0 });
  const servers = { aurora };
  for (const name of Object.keys(peers)) servers[name] = await startPeer(name.replace(/\W+/g, '-').replace(/^-/, ''), `${name.replace(/\W+/g, '-').replace(/^-/, '')}.mjs`, { BENCH_UPSTREAM: upstream.url });
  const nginx = await startNginxProxy(upstream.url);
  if (nginx) servers.nginx = nginx;
  const sides = Object.fromEntries(Object.entries(servers).map(([name, server]) => [name, () => cpuPerGet(server, server.url + subjectPath, config.headers, count)]));
  // What runs for days has been compiled: one round is too few for that.
  for (const server of Object.values(servers)) await cpuPerGet(server, server.url + subjectPath, config.headers, 2 * count);
  const figures = await rounds(roundCount, sides, note);
  for (const server of [...Object.values(servers), config, upstream]) await server.stop();
  const against = (name, goal) => ratioRow(`GET forwarded, everything on, against bare ${name}`, figures.aurora, figures[name], goal);
  return [
    ...Object.entries(peers).map(([name, goal]) => against(name, goal)),
    nginx ? against('nginx', 4) : { figure: 'GET forwarded, everything on, against bare nginx', ours: '', theirs: '', goal: 4, unit: '×', missing: 'nginx is not installed' },
  ];
}
