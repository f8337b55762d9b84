import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { median, spread } from '../harness/figures.mjs';
import { clearPeakOf, memoryOf, peakOf, scratch, startAurora } from '../harness/servers.mjs';
import { fetchBytes, makePdf, send } from '../harness/transfer.mjs';

export const title = '1 GiB through the gateway';
export const how = 'A file of 1 GiB as the body of a request and by its download URL, through `aurora gateway` to a host of the file module. Memory of the gateway: the highest resident size during the transfer, less what it had idle before the first one.';

const size = 1024;
const bytes = size * 1024 ** 2;

/** Growth of the gateway's resident memory, MiB. */
export async function measure({ roundCount, note }) {
  const folder = join(scratch, 'large-through-gateway');
  mkdirSync(folder);
  const file = join(folder, 'large.pdf');
  makePdf(file, size);
  const data = join(folder, 'host');
  const host = await startAurora('large-host', data, { AURORA_MODULES: 'config,file', AURORA_FILE_MAX_SIZE: '2GiB' });
  const gateway = await startAurora('large-gateway', join(folder, 'gateway'), { AURORA_MONOLITH_URL: host.url, AURORA_AUTH_KEY: `file:${join(data, 'keys', 'issuer.json')}`, AURORA_FILE_MAX_SIZE: '2GiB' }, 'gateway');
  const headers = authorization(data);
  const files = `${gateway.url}/api/v1/files`;
  await fetch(`${files}/0`, { headers });
  const idle = memoryOf(gateway.pid);
  const growth = { upload: [], download: [] };

  async function growing(kind, round, work) {
    clearPeakOf(gateway.pid);
    const result = await work();
    if (round > 0) growth[kind].push((peakOf(gateway.pid) - idle) / 1024 ** 2);
    return result;
  }

  for (let round = 0; round <= roundCount; round += 1) {
    const { status, body } = await growing('upload', round, () => send(`${files}/upload?name=large.pdf`, file, bytes, headers));
    if (status !== 201) throw new Error(`the upload was answered with ${status}: ${body}`);
    const { id } = JSON.parse(body);
    const { pathname, search } = new URL((await (await fetch(`${files}/${id}/url`, { headers })).json()).url);
    const received = await growing('download', round, () => fetchBytes(`${gateway.url}/api/v1${pathname}${search}`));
    if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`);
    await fetch(`${files}/${id}`, { method: 'DELETE', headers });
    note(round === 0 ? 'warmed up' : `round ${round} of ${roundCount}`);
  }
  for (const server of [gateway, host]) await server.stop();
  return Object.entries(growth).map(([kind, values]) => ({ figure: `Growth of the gateway's memory by the ${kind} of 1 GiB`, ours: '', theirs: '', value: median(values), spread: spread(values), goal: 64, unit: 'MiB' }));
}
