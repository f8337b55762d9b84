import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { digestOfLines, eventLine, mostPruned, type StoredEvent } from '@aurora/platform/events';

/** Events of one module that are on their way from its database into a file: those after one position, up to another. */
export interface Range {
  readonly after: number;
  readonly through: number;
}

/** A part of an archive that can be removed at once, with the digest of its lines. */
export interface Part extends Range {
  readonly digest: string;
}

/** A whole archive, as its file has been read back. */
export interface Archive extends Range {
  readonly module: string;
  readonly events: number;
  /** Of all lines with events. */
  readonly sha256: string;
  /** What comes after a position, in parts. */
  readonly parts: readonly Part[];
}

const isCompressed = (path: string): boolean => path.endsWith('.gz');

/** The file's own lines begin so, and no event does. */
const header = (module: string, after: number): string => `${JSON.stringify({ aurora_archive: 1, module, after })}\n`;

/**
 * Writes an archive: a line that says what it is, a line for each event, a line that says how many there are and their digest. Resolves
 * when it is on the disk; the same events give the same text. Compressed with gzip where `as` ends in `.gz`.
 */
export async function writeArchive(path: string, as: string, module: string, after: number, pages: AsyncIterable<readonly StoredEvent[]>): Promise<void> {
  async function* lines(): AsyncGenerator<string> {
    const hash = createHash('sha256');
    let [events, through] = [0, after];
    yield header(module, after);
    for await (const page of pages) {
      const text = page.map(eventLine).join('');
      hash.update(text);
      events += page.length;
      through = page.at(-1)?.position ?? through;
      yield text;
    }
    yield `${JSON.stringify({ events, through, sha256: hash.digest('hex') })}\n`;
  }
  // It holds who did what: for its owner alone.
  const file = createWriteStream(path, { mode: 0o600, flush: true });
  await pipeline(lines, isCompressed(as) ? createGzip() : new PassThrough(), file);
}

/** Makes sure that what has been renamed in the folder of `path` is on the disk. */
export async function syncFolderOf(path: string): Promise<void> {
  const folder = await open(dirname(path));
  try {
    await folder.sync();
  } finally {
    await folder.close();
  }
}

const damaged = (path: string, why: string): Error => new Error(`${path} is no whole archive: ${why}.`);

interface Header { readonly aurora_archive?: unknown; readonly module?: unknown; readonly after?: unknown }
interface Trailer { readonly events?: unknown; readonly through?: unknown; readonly sha256?: unknown }

/** Reads an archive back, every line of it, and puts what comes after `from` into parts. Throws an `Error` for a file that is none, not whole, or does not reach to `from`. */
export async function readArchive(path: string, as: string, from: number): Promise<Archive> {
  const input = createReadStream(path);
  const source = isCompressed(as) ? input.pipe(createGunzip()) : input;
  if (source !== input) input.on('error', error => source.destroy(error));
  const hash = createHash('sha256');
  const parts: Part[] = [];
  let head: { module: string; after: number } | undefined;
  let trailer: Trailer | undefined;
  let position = 0;
  let part: string[] = [];
  const endPart = (): void => {
    if (part.length > 0) parts.push({ after: position - part.length, through: position, digest: digestOfLines(part) });
    part = [];
  };
  try {
    for await (const text of linesOf(source)) {
      const line = parse<Header & Trailer & { readonly position?: unknown }>(text, path);
      if (!head) {
        if (line.aurora_archive !== 1 || typeof line.module !== 'string' || typeof line.after !== 'number') throw damaged(path, 'it does not begin as one');
        head = { module: line.module, after: line.after };
        position = line.after;
      } else if (trailer) {
        throw damaged(path, 'it goes on after its end');
      } else if (line.position === undefined) {
        trailer = line;
      } else {
        if (line.position !== position + 1) throw damaged(path, `event ${position + 1} is missing`);
        position += 1;
        hash.update(`${text}\n`);
        if (position > from) part.push(`${text}\n`);
        if (part.length === mostPruned) endPart();
      }
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    throw code?.startsWith('Z_') || code === 'ERR_STREAM_PREMATURE_CLOSE' ? damaged(path, (error as Error).message) : error;
  }
  endPart();
  const sha256 = hash.digest('hex');
  if (!head || !trailer) throw damaged(path, 'it ends too early');
  if (trailer.through !== position || trailer.events !== position - head.after || trailer.sha256 !== sha256) throw damaged(path, 'its last line says otherwise');
  if (head.after > from) throw new Error(`${path} begins after event ${head.after}; those after ${from} are still to be archived.`);
  return { ...head, through: position, events: position - head.after, sha256, parts };
}

/** The lines of a text. readline also ends one at U+2028, which JSON leaves as it is. */
async function* linesOf(source: Readable): AsyncGenerator<string> {
  let rest = '';
  for await (const text of source.setEncoding('utf8')) {
    const lines = (rest + (text as string)).split('\n');
    rest = lines.pop()!;
    yield* lines;
  }
  if (rest !== '') yield rest;
}

function parse<Line>(text: string, path: string): Line {
  try {
    return JSON.parse(text) as Line;
  } catch {
    throw damaged(path, 'a line of it is not JSON');
  }
}
