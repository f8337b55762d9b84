import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isInstanceId, isInstanceUrl } from '../auth/index.ts';
import { identityOf } from '../persistence/process-identity.ts';
import type { Instance, InstanceSource } from '../upstream/instance.ts';
import type { Registration, Registry } from './registry.ts';

/** Milliseconds between two looks at the folder. */
const interval = 500;

const Entry = z.object({ id: z.string().refine(isInstanceId), url: z.string().refine(isInstanceUrl), pid: z.int(), identity: z.string().nullable() });

/**
 * Instances on one machine, written down in a folder that the processes of a deployment share and nobody else may write in. It is how
 * the config module is found where it keeps the registry of all others itself. What a process has left that ended without a word counts no more.
 */
export class FolderRegistry implements Registry {
  readonly #folder: string;
  readonly #endings = new Set<() => void>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  instances(module: string): InstanceSource {
    return {
      watch: changed => {
        let known = '';
        const look = (): void => {
          const instances = this.#living(module);
          const now = JSON.stringify(instances);
          if (now !== known) changed(instances);
          known = now;
        };
        look();
        if (known === '[]') changed([]);
        const timer = setInterval(look, interval).unref();
        const end = (): void => clearInterval(timer);
        this.#endings.add(end);
        return end;
      },
    };
  }

  async register(module: string, { id, url }: Instance): Promise<Registration> {
    const folder = join(this.#folder, module);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, `${id}.json`);
    writeFileSync(`${file}.draft`, JSON.stringify({ id, url, pid: process.pid, identity: identityOf(process.pid) ?? null }), { mode: 0o600 });
    renameSync(`${file}.draft`, file);
    return { deregister: async () => rmSync(file, { force: true }) };
  }

  async close(): Promise<void> {
    for (const end of this.#endings) end();
  }

  #living(module: string): Instance[] {
    const folder = join(this.#folder, module);
    return entriesOf(folder).flatMap(name => {
      try {
        const { id, identity, pid, url } = Entry.parse(JSON.parse(readFileSync(join(folder, name), 'utf8')));
        return identity === null || identityOf(pid) === identity ? [{ id, url }] : [];
      } catch {
        return [];
      }
    });
  }
}

function entriesOf(folder: string): string[] {
  try {
    return readdirSync(folder).filter(name => name.endsWith('.json')).sort();
  } catch {
    return [];
  }
}
