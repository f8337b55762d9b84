import { spawn } from 'node:child_process';
import { mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const root = resolve(import.meta.dirname, '../..');

/** Folder of this run, removed at its end. */
export const scratch = mkdtempSync(join(tmpdir(), 'aurora-bench-'));
const children = new Set();

export function killChildren() {
  for (const child of children) child.kill('SIGKILL');
}

export function cleanUp() {
  killChildren();
  rmSync(scratch, { recursive: true, force: true });
}

export const freePort = () => new Promise(done => {
  const server = createServer().listen(0, '127.0.0.1', () => {
    const { port } = server.address();
    server.close(() => done(port));
  });
});

/** CPU time of a process so far, in microseconds, user and system: that of its threads, which Node keeps. */
export function cpuOf(pid) {
  const threads = readdirSync(`/proc/${pid}/task`).map(thread => readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8'));
  return threads.reduce((sum, text) => sum + Number(text.split(' ')[0]), 0) / 1000;
}

/** A process and all that it has started. */
export function treeOf(pid) {
  const children = readdirSync(`/proc/${pid}/task`).flatMap(thread => readFileSync(`/proc/${pid}/task/${thread}/children`, 'utf8').split(' ').filter(Boolean));
  return [pid, ...children.flatMap(child => treeOf(Number(child)))];
}

const statusOf = (pid, field) => Number(new RegExp(`${field}:\\s+(\\d+)`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) * 1024;

/** Resident memory of a process, in bytes. */
export const memoryOf = pid => statusOf(pid, 'VmRSS');

/** The highest it has been, since `clearPeakOf`. */
export const peakOf = pid => statusOf(pid, 'VmHWM');
export const clearPeakOf = pid => writeFileSync(`/proc/${pid}/clear_refs`, '5');

/** A process that ends with this one, logging to a file. */
export function launch(name, program, args, env, channel = []) {
  const out = join(scratch, `${name}.log`);
  const child = spawn(program, args, { cwd: root, env: { PATH: process.env.PATH, HOME: process.env.HOME, NODE_ENV: 'production', ...env }, stdio: ['ignore', openSync(out, 'a'), openSync(`${out}.err`, 'a'), ...channel] });
  children.add(child);
  const exited = new Promise(done => child.once('exit', done));
  return { child, out, exited, stop: async () => { child.kill('SIGTERM'); await exited; children.delete(child); } };
}

/** Options of Node that `npm start` gives. */
export const nodeOptions = /\bnode (.*)src\/host/.exec(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts.start)[1].split(' ').filter(Boolean);

/** Starts a server of ours or a peer's; all log to files, all run as in production. */
export async function start(name, args, env, isReady) {
  const { child, out, stop } = launch(name, process.execPath, args, env);
  for (;;) {
    if (child.exitCode !== null) throw new Error(`${name} ended: ${readFileSync(`${out}.err`, 'utf8')}`);
    if (await isReady(out)) break;
    await new Promise(done => setTimeout(done, 20));
  }
  return { name, pid: child.pid, out, stop };
}

const answers = url => () => fetch(url).then(() => true, () => false);

/** As npm start does, or another command of the same program. */
export async function startAurora(name, dataFolder, env = {}, command = 'serve') {
  const port = await freePort();
  const operations = await freePort();
  const started = performance.now();
  const server = await start(name, [...nodeOptions, 'src/host/aurora.mjs', command], { AURORA_DATA_DIR: dataFolder, AURORA_PORT: String(port), AURORA_OPERATIONS_PORT: String(operations), AURORA_LOG_FORMAT: 'json', ...env }, async out => readFileSync(out, 'utf8').includes('"host.ready"'));
  const ready = JSON.parse(readFileSync(server.out, 'utf8').split('\n').find(line => line.includes('"host.ready"')));
  return { ...server, url: `http://127.0.0.1:${port}`, spawned: performance.now() - started, readyAfter: ready['event.duration'] / 1e6 };
}

export async function startPeer(name, file, env) {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  return { ...await start(name, [`bench/peers/${file}`], { PORT: String(port), ...env }, answers(url)), url };
}
