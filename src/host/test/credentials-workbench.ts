import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';

export interface Ran {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs `aurora` as a person would, with `env` as its settings. */
export const aurora = (args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Ran> => new Promise(resolve => {
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AURORA_')));
  execFile(process.execPath, [join(import.meta.dirname, '..', 'aurora.mjs'), ...args], { env: { ...inherited, ...env } }, (error, out, err) => {
    resolve({ code: error ? Number(error.code) : 0, out, err });
  });
});

export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-credentials-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

export type Answer = (request: { method: string; path: string; headers: IncomingMessage['headers']; raw: string[]; body: string }) => Promise<{ status: number; body?: unknown }>;

/** Serves `answer` on the loopback for as long as `work` takes. */
export async function serving<Result>(answer: Answer, work: (url: string) => Promise<Result>): Promise<Result> {
  const server = createServer((request, response) => {
    void text(request)
      .then(body => answer({ method: request.method!, path: request.url!, headers: request.headers, raw: request.rawHeaders, body }))
      .then(({ status, body }) => response.writeHead(status, { 'content-type': 'application/json' }).end(body === undefined ? undefined : JSON.stringify(body)));
  });
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    await new Promise(resolve => server.close(resolve));
  }
}
