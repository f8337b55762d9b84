import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { HostStatus } from '@aurora/gateway/contract';
import { identityOf } from '@aurora/platform/process-identity';
import type { ModuleName } from '@aurora/platform/settings';
import { z } from 'zod';
import { entryOf } from '../catalogue.ts';

/** A service that a command has started on this machine. It lives on when the command has ended. */
export interface LocalService {
  readonly pid: number;
  /** What it writes. */
  readonly log: string;
  /** Whether it still runs. */
  readonly running: () => boolean;
}

const Note = z.object({ pid: z.int(), identity: z.string().nullable() });

/** Milliseconds for a service to end by itself, and between two looks. */
const grace = 40_000, look = 50;

/** Settings that are those of the process that has them alone. */
const ofOneProcess = ['PORT', 'AURORA_PORT', 'AURORA_OPERATIONS_PORT', 'AURORA_MODULES_PORT', 'AURORA_WORKERS', 'AURORA_ADVERTISE_URL', 'AURORA_URL', 'AURORA_TOKEN', 'AURORA_HOST', 'AURORA_LOG_FORMAT'];

const program = fileURLToPath(new URL('../aurora.mjs', import.meta.url));
const folderOf = (host: Pick<HostStatus, 'data_folder'>): string => join(host.data_folder, 'services');

/** What the service is told by its environment: what this command has been told, and where the running Aurora is. */
function environmentOf(module: ModuleName, host: HostStatus, publicUrl: string, port: number): NodeJS.ProcessEnv {
  const given = Object.fromEntries(Object.entries(process.env).filter(([name]) => !ofOneProcess.includes(name)));
  return {
    ...given, AURORA_MODULES: module, AURORA_GATEWAY: 'false', AURORA_SIDE: 'service', AURORA_HOST: '127.0.0.1', AURORA_PORT: String(port), AURORA_DATA_DIR: host.data_folder, AURORA_DEPLOYMENT: host.deployment,
    AURORA_PUBLIC_URL: given['AURORA_PUBLIC_URL'] ?? publicUrl, AURORA_LOG_FORMAT: 'json', ...(host.modules_url === null ? {} : { AURORA_MONOLITH_URL: host.modules_url }), ...(host.discovery === 'embedded' ? { AURORA_DISCOVERY: 'embedded' } : {}),
  };
}

/** Starts the service of a module in a process of its own; `port` is by default the module's. It listens a while later, or ends. */
export function startLocalService(module: ModuleName, host: HostStatus, publicUrl: string, port: number = entryOf(module).port): LocalService {
  const folder = folderOf(host);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = join(folder, `${module}.log`);
  const output = openSync(log, 'w', 0o600);
  let child: ChildProcess;
  try {
    child = spawn(process.execPath, [program, 'serve'], { detached: true, stdio: ['ignore', output, output], env: environmentOf(module, host, publicUrl, port) });
  } finally {
    closeSync(output);
  }
  child.on('error', () => undefined);
  child.unref();
  const pid = child.pid!;
  writeFileSync(join(folder, `${module}.json`), JSON.stringify({ pid, identity: identityOf(pid) ?? null }), { mode: 0o600 });
  return { pid, log, running: () => child.exitCode === null && child.signalCode === null };
}

function noted(file: string): z.output<typeof Note> | undefined {
  try {
    return Note.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch {
    return undefined;
  }
}

function lives({ identity, pid }: z.output<typeof Note>): boolean {
  if (identity !== null) return identityOf(pid) === identity;
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Whether the service of a module that was started on this machine still runs. */
export function localServiceRuns(module: ModuleName, host: HostStatus): boolean {
  const note = noted(join(folderOf(host), `${module}.json`));
  return note !== undefined && lives(note);
}

/** Whether a service of a module was started on this machine, was not ended by a command, and runs no more. */
export function localServiceIsLost(module: ModuleName, host: HostStatus): boolean {
  const note = noted(join(folderOf(host), `${module}.json`));
  return note !== undefined && !lives(note);
}

/** Ends the service of a module that was started on this machine, if it is still there: it finishes what it has begun. */
export async function stopLocalService(module: ModuleName, host: HostStatus): Promise<void> {
  const file = join(folderOf(host), `${module}.json`);
  const note = noted(file);
  if (note) {
    const until = Date.now() + grace;
    if (lives(note)) process.kill(note.pid, 'SIGTERM');
    while (lives(note) && Date.now() < until) await wait(look);
    if (lives(note)) process.kill(note.pid, 'SIGKILL');
  }
  rmSync(file, { force: true });
}

/** The last lines that a service has written, for people: the messages alone. */
export function lastWords(log: string): string {
  try {
    const lines = readFileSync(log, 'utf8').trimEnd().split('\n').slice(-3);
    return lines.map(line => { try { return String((JSON.parse(line) as { message?: unknown }).message ?? line); } catch { return line; } }).join('; ').slice(0, 400);
  } catch {
    return '';
  }
}
