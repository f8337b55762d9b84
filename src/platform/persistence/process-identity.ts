import { readFileSync, readlinkSync } from 'node:fs';

/** What the system says of a process: its state as a letter (`T`: it was told to stand still), and when it started, in ticks since the machine did. */
function statOf(pid: number): { readonly state: string; readonly started: string } {
  const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // A program's name, in brackets, may hold blanks and brackets.
  const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
  return { state: fields[0]!, started: fields[19]! };
}

/** Within which a process number names one process: this start of this machine, these numbers (a container has its own). */
const place = (): string => `${readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').slice(0, 8)}.${/\d+/.exec(readlinkSync('/proc/self/ns/pid'))![0]}`;

/** A name of the process with this number that no other ever has; undefined where there is none, or the system does not say (it is not Linux). */
export function identityOf(pid: number): string | undefined {
  try {
    return `${pid}.${statOf(pid).started}.${place()}`;
  } catch {
    return undefined;
  }
}

/** The number of the process of that name if it was told to stand still (SIGSTOP), and still does. */
export function standingStill(identity: string): number | undefined {
  const pid = Number(identity.split('.')[0]);
  if (!Number.isSafeInteger(pid) || pid <= 1 || pid === process.pid || identityOf(pid) !== identity) return undefined;
  return statOf(pid).state === 'T' ? pid : undefined;
}
