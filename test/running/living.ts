import { spawn, type ChildProcess } from 'node:child_process';

const living = new Set<Pick<ChildProcess, 'pid'>>();
let guard: ChildProcess | undefined;

const groups = (): number[] => [...living].flatMap(({ pid }) => (pid === undefined ? [] : [-pid]));

function tellGuard(): void {
  guard?.stdin!.write(`${groups().join(' ')}\n`);
}

/** Notes `child`, which leads a process group of its own, until it has ended: `killLiving` must find it. */
export function killWithUs(child: ChildProcess): void {
  living.add(child);
  tellGuard();
  child.once('exit', () => {
    living.delete(child);
    tellGuard();
  });
}

/** Notes the process group that `leader` leads and that another process has started; `killLiving` kills it, whether it has ended or not. */
export function killGroupWithUs(leader: number): void {
  if ([...living].some(({ pid }) => pid === leader)) return;
  living.add({ pid: leader });
  tellGuard();
}

/** Kills what is left of the groups that are noted. */
export function killLiving(): void {
  for (const group of groups()) {
    try {
      process.kill(group, 'SIGKILL');
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

/** Starts a process that kills what is noted once this one has ended, in whatever way: of SIGKILL and SIGHUP nobody is told, and who stands still sees nothing end. */
export function guardLiving(): void {
  guard = spawn('/bin/sh', ['-c', 'while read -r groups; do living=$groups; done; [ -z "$living" ] || kill -s KILL -- $living'], { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  guard.stdin!.on('error', () => undefined);
  guard.unref();
  (guard.stdin as import('node:net').Socket).unref();
  tellGuard();
}
