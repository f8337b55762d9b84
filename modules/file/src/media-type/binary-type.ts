import { open } from 'node:fs/promises';
import { fileTypeFromFile } from 'file-type';
import { rootNames } from './compound-file.ts';

const word = 'application/msword';

/** An animated PNG is a PNG to whoever does not animate it. */
const sameAs: Readonly<Record<string, string>> = { 'image/apng': 'image/png' };

/**
 * The media type of a file by its bytes; undefined if they are of no known kind. Reads headers and, of a ZIP archive, the names of
 * its first thousand members and at most one member that says what it is, up to 1 MiB of it; expands nothing else.
 */
export async function binaryType(file: string): Promise<string | undefined> {
  const type = (await fileTypeFromFile(file))?.mime;
  if (type === 'application/x-cfb') return await isWord(file) ? word : type;
  return type && (sameAs[type] ?? type);
}

/** Old Office formats share one container; only a Word document has this stream in its root. */
async function isWord(file: string): Promise<boolean> {
  const handle = await open(file);
  try {
    return (await rootNames(handle)).has('WordDocument');
  } finally {
    await handle.close();
  }
}
