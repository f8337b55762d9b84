import type { FileHandle } from 'node:fs/promises';

// Microsoft's Compound File Binary format ([MS-CFB]): sectors chained by an allocation table, one of whose chains is the directory.
const magic = Buffer.from('d0cf11e0a1b11ae1', 'hex');
const lastSector = 0xfffffffa;
const entrySize = 128;

/** Bounds for files that mean harm: entries of the directory read, and sectors of the table's own index. */
const maxEntries = 4096;
const maxIndexSectors = 32;

async function read(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, position);
  if (bytesRead < length) throw new RangeError('the compound file ends too early');
  return buffer;
}

class CompoundFile {
  readonly #handle: FileHandle;
  readonly #header: Buffer;
  readonly #sectorSize: number;

  constructor(handle: FileHandle, header: Buffer) {
    this.#handle = handle;
    this.#header = header;
    this.#sectorSize = 2 ** header.readUInt16LE(0x1e);
  }

  /** The directory's entries, as far as the bounds allow. */
  async entries(): Promise<Buffer[]> {
    const entries: Buffer[] = [];
    for (let sector = this.#header.readUInt32LE(0x30); sector < lastSector && entries.length < maxEntries; sector = await this.#next(sector)) {
      const bytes = await this.#read(sector);
      for (let at = 0; at < bytes.length; at += entrySize) entries.push(bytes.subarray(at, at + entrySize));
    }
    return entries;
  }

  #read(sector: number): Promise<Buffer> {
    return read(this.#handle, (sector + 1) * this.#sectorSize, this.#sectorSize);
  }

  async #next(sector: number): Promise<number> {
    const perSector = this.#sectorSize / 4;
    const table = await this.#read(await this.#tableSector(Math.floor(sector / perSector)));
    return table.readUInt32LE((sector % perSector) * 4);
  }

  /** Where the table's sector `index` lies: the header names the first 109, a chain of sectors the others. */
  async #tableSector(index: number): Promise<number> {
    if (index < 109) return this.#header.readUInt32LE(0x4c + index * 4);
    const perSector = this.#sectorSize / 4 - 1;
    const steps = Math.floor((index - 109) / perSector);
    if (steps >= maxIndexSectors) throw new RangeError('the compound file is too large');
    let bytes = await this.#read(this.#header.readUInt32LE(0x44));
    for (let step = 0; step < steps; step += 1) bytes = await this.#read(bytes.readUInt32LE(perSector * 4));
    return bytes.readUInt32LE(((index - 109) % perSector) * 4);
  }
}

const nameOf = (entry: Buffer): string => entry.toString('utf16le', 0, Math.max(0, Math.min(64, entry.readUInt16LE(0x40)) - 2));

/** The names of what lies directly in the root of a compound file; none if it is not one, or is broken. */
export async function rootNames(handle: FileHandle): Promise<Set<string>> {
  const names = new Set<string>();
  try {
    const header = await read(handle, 0, 512);
    if (!header.subarray(0, 8).equals(magic) || ![9, 12].includes(header.readUInt16LE(0x1e))) return names;
    const entries = await new CompoundFile(handle, header).entries();
    // The root's children are a binary tree of entries, linked by their places in the directory.
    const open = [entries[0]?.readUInt32LE(0x4c)];
    for (const seen = new Set<number>(); open.length > 0;) {
      const place = open.pop();
      const entry = place === undefined || seen.has(place) ? undefined : entries[place];
      if (!entry) continue;
      seen.add(place!);
      names.add(nameOf(entry));
      open.push(entry.readUInt32LE(0x44), entry.readUInt32LE(0x48));
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  return names;
}
