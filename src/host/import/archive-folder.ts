import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { basename, isAbsolute, join, relative, sep } from 'node:path';
import { Refusal } from './refusal.ts';

/** A file of an archive, as its bytes are. */
export interface ArchivedFile {
  readonly path: string;
  /** Without its folder. */
  readonly name: string;
  /** Bytes. */
  readonly size: number;
  /** Hexadecimal. */
  readonly sha256: string;
}

/** The folder that an index speaks of. What lies outside it is never read, whatever an index or a symbolic link says. */
export class ArchiveFolder {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  /** Throws an `Error` if there is no such folder. */
  static async open(folder: string): Promise<ArchiveFolder> {
    const root = await realpath(folder).catch(() => { throw new Error(`There is no folder ${folder}.`); });
    if (!(await stat(root)).isDirectory()) throw new Error(`${folder} is not a folder.`);
    return new ArchiveFolder(root);
  }

  /** The file that an index calls `name`. Throws a `Refusal` if it is missing, outside, or not what the index says of it. */
  async file(name: string, said: { readonly bytes: number | null; readonly sha256: string | null }): Promise<ArchivedFile> {
    const path = await this.#find(name);
    const { size, sha256 } = await digest(path);
    if (said.bytes !== null && said.bytes !== size) throw new Refusal(`file: ${name} has ${size} bytes where the index says ${said.bytes}`);
    if (said.sha256 !== null && said.sha256 !== sha256) throw new Refusal(`file: ${name} has the sha256 ${sha256} where the index says ${said.sha256}`);
    return { path, name: basename(name.replaceAll('\\', '/')), size, sha256 };
  }

  async #find(name: string): Promise<string> {
    if (name.includes('\0') || isAbsolute(name) || name.split(/[/\\]/).includes('..')) throw new Refusal(`file: ${JSON.stringify(name)} leads out of the folder`);
    for (const candidate of spellings(name)) {
      const path = await realpath(join(this.#root, candidate)).catch(() => undefined);
      if (path === undefined) continue;
      const inside = relative(this.#root, path);
      if (inside === '..' || inside.startsWith(`..${sep}`) || isAbsolute(inside)) throw new Refusal(`file: ${name} is a link that leads out of the folder`);
      if (!(await stat(path)).isFile()) throw new Refusal(`file: ${name} is not a file`);
      return path;
    }
    throw new Refusal(`file: ${name} is missing in the folder`);
  }
}

/** A name as written, with the other system's separators, and with accents composed and decomposed: archives travel between systems. */
const spellings = (name: string): Set<string> =>
  new Set([name, name.replaceAll('\\', '/')].flatMap(one => [one, one.normalize('NFC'), one.normalize('NFD')]));

async function digest(path: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  for await (const chunk of createReadStream(path) as AsyncIterable<Buffer>) {
    hash.update(chunk);
    size += chunk.length;
  }
  return { size, sha256: hash.digest('hex') };
}
