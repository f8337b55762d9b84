import { availableParallelism } from 'node:os';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { place, startConfig, startGateway, startUpstream, subjectPath } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { capacityOf } from '../harness/open-loop.mjs';
import { cpuOf, treeOf } from '../harness/servers.mjs';

export const title = 'Two processes of the gateway';
export const how = 'The forwarded GET through `aurora gateway` with `AURORA_WORKERS=2` and with one process: answers per second with 64 under way where client and upstream have cores of their own, at least six in all; CPU time per request of all processes of the gateway together anywhere.';

/** Cores that two processes, the client and the upstream take without standing in each other's way. */
const enough = 6;

export async function measure({ count = 20_000, roundCount, note, seconds = 5 }) {
  const upstream = await startUpstream();
  const config = await startConfig('workers');
  const gateways = {};
  for (const workers of [2, 1]) {
    gateways[workers] = await startGateway(`gateway-${workers}`, config, upstream, { AURORA_WORKERS: String(workers) });
    await place(gateways[workers], config.headers, 'subject', { service: 100, shadow: 0 });
    // Each process compiles what is hot for itself.
    await cpuPerGet(gateways[workers], gateways[workers].url + subjectPath, config.headers, workers * 3 * count);
  }
  const cpu = gateway => async () => {
    const others = treeOf(gateway.pid).slice(1);
    const before = others.reduce((sum, pid) => sum + cpuOf(pid), 0);
    const own = await cpuPerGet(gateway, gateway.url + subjectPath, config.headers, count);
    return own + (others.reduce((sum, pid) => sum + cpuOf(pid), 0) - before) / count;
  };
  const throughput = gateway => () => capacityOf(gateway.url + subjectPath, config.headers, seconds, 64);
  const figures = await rounds(roundCount, { two: cpu(gateways[2]), one: cpu(gateways[1]) }, text => note(`CPU, ${text}`));
  const figure = 'Throughput of two processes of the gateway against one';
  const rate = availableParallelism() < enough
    ? { figure, ours: '', theirs: '', goal: 1.6, atLeast: true, unit: '×', missing: `it takes ${enough} cores` }
    : await rounds(roundCount, { two: throughput(gateways[2]), one: throughput(gateways[1]) }, text => note(`throughput, ${text}`)).then(({ two, one }) => ({ ...ratioRow(figure, two, one, 1.6, 'per s'), atLeast: true }));
  for (const server of [...Object.values(gateways), config, upstream]) await server.stop();
  return [rate, ratioRow('CPU per forwarded GET of two processes of the gateway together, against one', figures.two, figures.one)];
}
