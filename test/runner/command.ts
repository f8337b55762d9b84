import { spawn } from 'node:child_process';
import { root } from './root.ts';

/** What a developer has set for an Aurora of their own must not reach the tests. */
const settings = /^AURORA_(?!REQUIRE$|TEST_)/;

function environment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => name !== 'PORT' && !settings.test(name));
  return { ...Object.fromEntries(kept), ...(process.stdout.isTTY ? {} : { NO_COLOR: '1' }) };
}

/** Runs Node with `args` in the checkout, its output passed through. True: it ended by itself, with 0, within `limit` minutes. */
export function runNode(args: readonly string[], limit: number): Promise<boolean> {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], env: environment() });
  const timer = setTimeout(() => {
    console.log(`Ended: it took more than ${limit} minutes.`);
    child.kill('SIGKILL');
  }, limit * 60_000);
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', code => { clearTimeout(timer); resolve(code === 0); });
  });
}
