import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { authorization } from '../harness/api.mjs';
import { median, ratioRow, rounds, spread } from '../harness/figures.mjs';
import { startNginx } from '../harness/nginx.mjs';
import { clearPeakOf, memoryOf, peakOf, scratch, startAurora, startPeer } from '../harness/servers.mjs';
import { fetchBytes, makePdf, send } from '../harness/transfer.mjs';

export const title = 'Upload and download of 1 GiB';
export const how = 'A file of 1 GiB as the body of a request and by its download URL. Memory is the highest resident size during the transfer, less what the idle process had before the first one. nginx sends the same file with `sendfile` and takes it by the PUT of its dav module, which neither hashes nor syncs; the other peer of the upload is a bare `node:http` server that hashes, writes and syncs as Aurora does. Throughput is by the clock, so it also depends on the disk and on the client.';

const size = 1024;
const bytes = size * 1024 ** 2;

async function upload(url, file, headers, method) {
  const { status, body } = await send(url, file, bytes, headers, method);
  if (status !== 201) throw new Error(`the upload was answered with ${status}: ${body}`);
  return body;
}

async function download(url) {
  const received = await fetchBytes(url);
  if (received !== bytes) throw new Error(`${received} of ${bytes} bytes came`);
}

/** MiB per second. */
async function speed(transfer) {
  const started = performance.now();
  await transfer();
  return size / ((performance.now() - started) / 1000);
}

/** Growth of resident memory in MiB, and throughput in MiB per second. */
export async function measure({ roundCount, note }) {
  const folder = join(scratch, 'large-file');
  mkdirSync(folder);
  const file = join(folder, 'large.pdf');
  makePdf(file, size);
  const data = join(scratch, 'aurora-large-file');
  const aurora = await startAurora('aurora-large-file', data, { AURORA_FILE_MAX_SIZE: '2GiB' });
  const bare = await startPeer('upload', 'upload.mjs', { BENCH_FOLDER: folder });
  const nginx = await startNginx(folder);
  const headers = authorization(data);
  const files = `${aurora.url}/api/v1/files`;
  const idle = memoryOf(aurora.pid);
  const growth = { upload: [], download: [] };

  async function growing(kind, work) {
    clearPeakOf(aurora.pid);
    const figure = await work();
    growth[kind].push((peakOf(aurora.pid) - idle) / 1024 ** 2);
    return figure;
  }

  /** Each upload's bytes are new to Aurora, because those of the last one are gone; but the last one stays. */
  let last;
  async function uploadToAurora() {
    if (last) await fetch(`${files}/${last}`, { method: 'DELETE', headers });
    return growing('upload', () => speed(async () => { last = JSON.parse(await upload(`${files}/upload?name=large.pdf`, file, headers)).id; }));
  }

  /** Each time a new file: what takes its place would be deleted within the answer. */
  async function uploadToNginx() {
    rmSync(join(folder, 'put.pdf'), { force: true });
    return speed(() => upload(`${nginx.url}/put.pdf`, file, {}, 'PUT'));
  }

  const uploads = await rounds(roundCount, { aurora: uploadToAurora, bare: () => speed(() => upload(bare.url, file, {})), ...(nginx && { nginx: uploadToNginx }) }, text => note(`upload, ${text}`));
  const link = (await (await fetch(`${files}/${last}/url`, { headers })).json()).url;
  const downloads = await rounds(roundCount, { aurora: () => growing('download', () => speed(() => download(link))), ...(nginx && { nginx: () => speed(() => download(`${nginx.url}/large.pdf`)) }) }, text => note(`download, ${text}`));
  for (const server of [aurora, bare, nginx]) await server?.stop();
  const memory = kind => ({ figure: `Growth of memory by the ${kind} of 1 GiB`, ours: '', theirs: '', value: median(growth[kind]), spread: spread(growth[kind]), goal: 64, unit: 'MiB' });
  const speeds = (figure, sides, peer, goal) => ({ ...ratioRow(figure, sides.aurora, sides[peer], goal, 'MiB/s'), atLeast: true });
  const against = (figure, sides, goal) => (nginx ? speeds(figure, sides, 'nginx', goal) : { figure, ours: `${median(sides.aurora).toFixed(0)} MiB/s`, theirs: '', goal, atLeast: true, unit: '×', missing: 'nginx is not installed' });
  return [
    memory('upload'), memory('download'),
    against('Throughput of the download against nginx', downloads, 0.8),
    against('Throughput of the upload against nginx', uploads, 0.6),
    speeds('Throughput of the upload against a bare server', uploads, 'bare'),
  ];
}
