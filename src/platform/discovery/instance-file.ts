import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { z } from 'zod';
import { isInstanceId, isInstanceUrl } from '../auth/index.ts';
import type { Instance } from '../upstream/instance.ts';

const Kept = z.object({ instances: z.array(z.object({ id: z.string().refine(isInstanceId), url: z.string().refine(isInstanceUrl) })) });

/** The instances that were kept in a file; none where it is missing or spoilt. */
export function readInstances(file: string): readonly Instance[] {
  try {
    return Kept.parse(JSON.parse(readFileSync(file, 'utf8'))).instances;
  } catch {
    return [];
  }
}

/** Keeps instances for the next start: the file is replaced as a whole. */
export function keepInstances(file: string, instances: readonly Instance[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${process.pid}.draft`;
  writeFileSync(draft, `${JSON.stringify({ instances }, null, 2)}\n`, { mode: 0o600 });
  renameSync(draft, file);
}
