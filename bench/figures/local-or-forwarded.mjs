import { ratioRow, rounds } from '../harness/figures.mjs';
import { place, startBothSides } from '../harness/gateway.mjs';
import { cpuPerGet } from '../harness/load.mjs';
import { cpuOf } from '../harness/servers.mjs';

export const title = 'GET of a subject in process, and forwarded';
export const how = 'The same monolith with its gateway, the same SQLite file, 16 connections: the subject module placed in the process of the gateway, and in a service of its own. CPU time per request, for the service of both processes together.';

/** CPU µs per request. */
export async function measure({ count = 20_000, roundCount, note }) {
  const sides = await startBothSides('local-or-forwarded');
  const { monolith, service, headers, path } = sides;
  const get = () => cpuPerGet(monolith, monolith.url + path, headers, count);
  const placed = share => place(monolith, headers, 'subject', { service: share, shadow: 0 });
  const gateway = [];
  const figures = await rounds(roundCount, {
    async local() {
      await placed(0);
      return get();
    },
    async forwarded() {
      await placed(100);
      const before = cpuOf(service.pid);
      gateway.push(await get());
      return gateway.at(-1) + (cpuOf(service.pid) - before) / count;
    },
  }, note);
  await sides.stop();
  return [
    ratioRow('GET of a subject forwarded, gateway and service, against in process', figures.forwarded, figures.local),
    ratioRow('GET of a subject forwarded, the gateway alone, against in process', gateway.slice(1), figures.local),
  ];
}
