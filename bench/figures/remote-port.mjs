import { join } from 'node:path';
import { authorization, createSubject } from '../harness/api.mjs';
import { ratioRow, rounds } from '../harness/figures.mjs';
import { scratch, startAurora } from '../harness/servers.mjs';
import { startWorker } from '../harness/workers.mjs';

export const title = 'Remote port call';
export const how = 'Reads of one subject from a process that hosts the subject module alone, 16 at a time: through the remote port (a service token by principal, deadline, path, answer checked against the contract), and by `request` of an undici pool with the same options and the same headers, made once, and `JSON.parse`. CPU time of the caller; the time per call that passes is mostly the server\'s.';

/** CPU and wall time per call of the caller. */
export async function measure({ count = 20_000, roundCount, note }) {
  const data = join(scratch, 'remote-port');
  const server = await startAurora('aurora-remote-port', data, { AURORA_MODULES: 'subject' });
  const { id } = await createSubject(server.url, authorization(data));
  const worker = side => startWorker(`remote-port-${side}`, 'workers/remote-port.mjs', { BENCH_SIDE: side, BENCH_URL: server.url, BENCH_DATA: data, BENCH_SUBJECT: String(id) });
  const [port, undici] = [await worker('port'), await worker('undici')];
  const figures = await rounds(roundCount, { port: () => port.round(count), undici: () => undici.round(count) }, note);
  for (const started of [port, undici, server]) await started.stop();
  const of = (side, kind) => figures[side].map(round => round[kind]);
  return [
    ratioRow('Remote port call against a bare undici request, CPU of the caller', of('port', 'cpu'), of('undici', 'cpu'), 1.4),
    ratioRow('Remote port call against a bare undici request, time that passes', of('port', 'wall'), of('undici', 'wall'), 1.4),
  ];
}
