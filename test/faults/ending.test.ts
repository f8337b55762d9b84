import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { until } from '@aurora/test/running';

interface Process { readonly pid: number; readonly parent: number; readonly state: string }

async function processes(): Promise<Process[]> {
  const pids = (await readdir('/proc')).filter(name => /^\d+$/.test(name));
  const texts = await Promise.all(pids.map(pid => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')));
  return texts.filter(text => text !== '').map(text => {
    const [state, parent] = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return { pid: Number.parseInt(text, 10), parent: Number(parent), state: state! };
  });
}

const onLinux = process.platform === 'linux' ? test.each : test.skip.each;

// SIGKILL and SIGHUP tell the harness nothing, or nobody is left to do what it would; npm passes SIGTERM on beside the terminal, so that it comes twice.
onLinux([['SIGTERM', 2], ['SIGHUP', 1], ['SIGKILL', 1]] as const)('the harness leaves no host behind when it ends by %s, not even one that stands still', async (signal, times) => {
  const harness = spawn(process.execPath, [join(import.meta.dirname, 'run.mjs'), '--mode', 'stop', '--engine', 'sqlite', '--pipe', 'process', '--kills', '5', '--seed', '1'], { stdio: 'ignore' });
  const ended = once(harness, 'exit');
  try {
    const still = await until(async () => (await processes()).find(({ parent, state }) => parent === harness.pid && state === 'T'));
    const hosts = (await processes()).filter(({ parent }) => parent === harness.pid).map(({ pid }) => pid);
    expect(hosts.length).toBeGreaterThanOrEqual(3);
    expect(hosts).toContain(still.pid);
    for (let time = 0; time < times; time += 1) harness.kill(signal);
    await ended;
    await until(async () => (await processes()).every(({ pid, state }) => !hosts.includes(pid) || state === 'Z'));
  } finally {
    harness.kill('SIGKILL');
  }
}, 120_000);
