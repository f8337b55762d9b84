import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AuroraError } from '@aurora/kernel';
import { openLocalIssuer, type Authenticator, type Identity, type LocalIssuer } from '@aurora/platform/auth';

export const minute = 60_000;

/** A clock that stands until it is moved. */
export interface Clock {
  (): number;
  pass(milliseconds: number): void;
}

export function standingClock(start = Date.parse('2026-03-01T09:30:00Z')): Clock {
  let time = start;
  return Object.assign(() => time, { pass: (milliseconds: number) => { time += milliseconds; } });
}

/** Runs `work` with a folder of its own. */
export async function inFolder<Result>(work: (folder: string) => Promise<Result>): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'aurora-auth-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A local issuer with a new key; the file is gone afterwards, the key stays in memory. */
export const newLocalIssuer = (now: () => number, audience = 'aurora'): Promise<LocalIssuer> =>
  inFolder(folder => openLocalIssuer({ reference: `file:${join(folder, 'issuer.json')}`, create: true, audience, now }));

export const bearer = (token: string): string[] => ['Host', 'aurora.example', 'Authorization', `Bearer ${token}`, 'Accept', '*/*'];

/** What became of a credential: the principal with its scopes, or the reason of the refusal. */
export async function outcome(authenticator: Authenticator, rawHeaders: readonly string[]): Promise<unknown> {
  try {
    const { principal, ...rest }: Identity = await authenticator.authenticate(rawHeaders);
    return { id: principal.id, scopes: [...principal.scopes].sort(), ...(rest.caller === undefined ? {} : rest) };
  } catch (error) {
    if (!(error instanceof AuroraError)) throw error;
    return error.code === 'UNAUTHENTICATED' ? error.details['reason'] : error.code;
  }
}
