import { readFileSync } from 'node:fs';
import { launch, nodeOptions } from './servers.mjs';

/** A process that does rounds of work when it is told; `round(count)` answers the CPU and wall time per call, in microseconds. */
export async function startWorker(name, file, env = {}) {
  const { child, out, exited, stop } = launch(name, process.execPath, [...nodeOptions, `bench/${file}`], env, ['ipc']);
  const ended = exited.then(() => { throw new Error(`${name} ended: ${readFileSync(`${out}.err`, 'utf8')}`); });
  ended.catch(() => undefined);
  const message = () => Promise.race([new Promise(done => child.once('message', done)), ended]);
  await message();
  return { name, pid: child.pid, stop, round: count => { child.send({ count }); return message(); } };
}
