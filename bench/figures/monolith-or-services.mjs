import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { fillArchive } from '../harness/archive.mjs';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { limits } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { capacityOf, latenciesAt, quantile } from '../harness/open-loop.mjs';
import { cpuOf, freePort, scratch, startAurora } from '../harness/servers.mjs';

export const title = 'One monolith against four services';
export const how = 'The same archive in two deployments, SQLite files, events over HTTP: all modules and the gateway in one process; `aurora gateway` and a process for each of the four modules. Reads of subjects, syllabi and files, single ones and lists, no write. CPU time per request, of all processes of a deployment together, with 16 requests always under way; latencies at half the rate that the services answer at most, the same rate for both, from when a request was due.';

const modules = ['config', 'file', 'subject', 'syllabus'];

/** All in one process. */
async function startMonolith() {
  const data = join(scratch, 'whole');
  const monolith = await startAurora('whole', data, limits);
  return { api: `${monolith.url}/api/v1`, headers: authorization(data, 'admin'), processes: [monolith] };
}

/** A gateway alone, and each module in a process of its own, at addresses that all are told. */
async function startServices() {
  const data = join(scratch, 'parts');
  const ports = Object.fromEntries(await Promise.all(modules.map(async module => [module, String(await freePort())])));
  const addresses = Object.fromEntries(modules.map(module => [`AURORA_${module.toUpperCase()}_URL`, `http://127.0.0.1:${ports[module]}`]));
  const processes = [];
  for (const module of modules) processes.push(await startAurora(`parts-${module}`, data, { AURORA_DEPLOYMENT: 'parts', ...addresses, AURORA_MODULES: module, AURORA_SIDE: 'service', AURORA_PORT: ports[module] }));
  const gateway = await startAurora('parts-gateway', join(scratch, 'parts-gateway'), { AURORA_DEPLOYMENT: 'parts', AURORA_AUTH_KEY: `file:${join(data, 'keys', 'issuer.json')}`, ...addresses, ...limits }, 'gateway');
  return { api: `${gateway.url}/api/v1`, headers: authorization(data, 'admin'), processes: [gateway, ...processes] };
}

/** CPU µs per request, and milliseconds as µs. */
export async function measure({ count = 10_000, roundCount, note, seconds = 10 }) {
  const sides = { services: await startServices(), monolith: await startMonolith() };
  for (const side of Object.values(sides)) side.urls = (await fillArchive(side.api, side.headers, 100)).map(path => side.api + path);
  await capacityOf(sides.monolith.urls, sides.monolith.headers, 3);
  await capacityOf(sides.services.urls, sides.services.headers, 3);
  const rate = Math.floor(await capacityOf(sides.services.urls, sides.services.headers, 5) / 2);
  note(`${rate} requests per second`);
  const figures = await rounds(roundCount, Object.fromEntries(Object.entries(sides).map(([name, { headers, processes, urls }]) => [name, async () => {
    const [first, ...others] = processes;
    const before = others.map(({ pid }) => cpuOf(pid));
    const own = await cpuPerGet(first, urls, headers, count);
    const beside = others.reduce((sum, { pid }, index) => sum + cpuOf(pid) - before[index], 0) / count;
    const latencies = await latenciesAt(urls, headers, rate, seconds);
    return { cpu: own + beside, middle: quantile(latencies, 0.5) * 1000, tail: quantile(latencies, 0.99) * 1000 };
  }])), note);
  for (const { processes } of Object.values(sides)) for (const { stop } of processes) await stop();
  const of = (name, kind) => figures[name].map(round => round[kind]);
  const row = (text, kind) => ratioRow(text, of('services', kind), of('monolith', kind));
  return [row('CPU per request, gateway and four services against the monolith', 'cpu'), row('The same, median latency', 'middle'), row('The same, p99', 'tail')];
}
