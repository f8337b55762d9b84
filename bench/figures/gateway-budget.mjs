import { differences, median, rounds, spread } from '../harness/figures.mjs';
import { place, startConfig, startGateway, startUpstream, subjectPath } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { startPeer } from '../harness/servers.mjs';

export const title = 'What a GET costs the gateway, step by step';
export const how = 'CPU time per request, 16 connections, as for the forwarded GET and that from the gateway\'s copies. The floor is `node:http` with undici\'s dispatcher and handlers of a few lines, and `node:http` that says hello. A step costs what is saved where it is left out: the log line (`AURORA_LOG_LEVEL=warn`), the limit (none for reads), the token (none is shown, reading is public). The rest is what all three leave above the floor: checks of the request, routing, placement, deadline and breaker, service token, headers for the upstream and the client, metrics.';

const without = {
  'the log line': { AURORA_LOG_LEVEL: 'warn' },
  'the limit': { AURORA_RATE_LIMITS: 'failed=300/1m' },
  'the token': { AURORA_PUBLIC_READ: 'true' },
};
const anonymous = 'AURORA_PUBLIC_READ';

/** CPU µs per request, for one way of answering. */
async function budget(name, config, upstream, floor, kept, { count, roundCount, note }) {
  const settings = { everything: {}, ...without, all: Object.assign({}, ...Object.values(without)) };
  const sides = { floor: () => cpuPerGet(floor, floor.url + subjectPath, {}, count) };
  const gateways = [];
  for (const [side, env] of Object.entries(settings)) {
    const gateway = await startGateway(`budget-${gateways.length}-${kept.AURORA_CACHE ?? 'off'}`, config, upstream, { ...kept, ...env });
    await place(gateway, config.headers, 'subject', { service: 100, shadow: 0 });
    gateways.push(gateway);
    sides[side] = () => cpuPerGet(gateway, gateway.url + subjectPath, anonymous in env ? {} : config.headers, count);
  }
  // What runs for days has been compiled: one round is too few for that.
  for (const measure of Object.values(sides)) for (let warm = 0; warm < 3; warm += 1) await measure();
  const figures = await rounds(roundCount, sides, text => note(`${name}, ${text}`));
  for (const server of gateways) await server.stop();
  const row = (step, values) => ({ figure: `${name}: ${step}`, ours: '', theirs: '', value: median(values), spread: spread(values), unit: 'µs' });
  return [
    row('everything', figures.everything), row('the floor', figures.floor),
    ...Object.keys(without).map(step => row(step, differences(figures.everything, figures[step]))),
    row('the rest', differences(figures.all, figures.floor)),
  ];
}

/** CPU µs per request. */
export async function measure({ count = 10_000, ...options }) {
  const upstream = await startUpstream();
  const config = await startConfig('budget');
  const proxy = await startPeer('undici', 'undici.mjs', { BENCH_UPSTREAM: upstream.url });
  const hello = await startPeer('node-hello', 'undici.mjs', {});
  const rows = [
    ...await budget('Forwarded GET', config, upstream, proxy, {}, { count, ...options }),
    ...await budget('GET from the gateway\'s copies', config, upstream, hello, { AURORA_CACHE: 'memory' }, { count, ...options }),
  ];
  for (const server of [proxy, hello, config, upstream]) await server.stop();
  return rows;
}
