import { Readable } from 'node:stream';
import { createDeflateRaw, deflateRawSync } from 'node:zlib';

/** A small but whole PDF, in ASCII. */
export const pdf = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 72 72]>>endobj
trailer<</Root 1 0 R>>
%%EOF
`);

/** A PDF as most writers make them, with bytes that no text has. */
export const binaryPdf = Buffer.concat([Buffer.from('%PDF-1.7\n%'), Buffer.from([0xe2, 0xe3, 0xcf, 0xd3, 0x0a, 0x00]), pdf.subarray(9)]);

const chunk = (type: string, data: Buffer) => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  return Buffer.concat([length, Buffer.from(type), data, Buffer.alloc(4)]);
};

/** An image of one pixel; animated, with the chunk that says so. */
export const png = (animated = false) => Buffer.concat([
  Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', Buffer.from('00000001000000010800000000', 'hex')),
  ...(animated ? [chunk('acTL', Buffer.alloc(8))] : []), chunk('IDAT', Buffer.from('789c6300010000050001', 'hex')), chunk('IEND', Buffer.alloc(0)),
]);

export const jpeg = Buffer.from('ffd8ffe000104a46494600010100000100010000ffdb004300ffd9', 'hex');

interface Member { readonly name: string; readonly data: Buffer; readonly method?: 0 | 8; readonly claims?: number; readonly packed?: Buffer }

/** A ZIP archive of the members, as far as a reader of local headers goes. `claims` is the size that a member pretends to expand to; `packed`, if it has been compressed already. */
export const zip = (...members: readonly Member[]) => Buffer.concat(members.flatMap(({ name, data, method = 8, claims = data.length, packed = method === 8 ? deflateRawSync(data) : data }) => {
  const header = Buffer.alloc(30);
  header.writeUInt32LE(0x04034b50);
  header.writeUInt16LE(20, 4);
  header.writeUInt16LE(method, 8);
  header.writeUInt32LE(packed.length, 18);
  header.writeUInt32LE(claims, 22);
  header.writeUInt16LE(name.length, 26);
  return [header, Buffer.from(name), packed];
}));

/** So many MiB of zeros, compressed without ever being held. */
export async function packedZeros(mebibytes: number): Promise<Buffer> {
  const zeros = Buffer.alloc(1024 ** 2);
  const packed = Readable.from((function* give() { for (let given = 0; given < mebibytes; given += 1) yield zeros; })()).pipe(createDeflateRaw());
  return Buffer.concat(await packed.toArray());
}

const main = (kind: string) => Buffer.from(`<?xml version="1.0"?><Types><Override PartName="/x.xml" ContentType="application/vnd.openxmlformats-officedocument.${kind}.main+xml"/></Types>`);

/** An Office document: `wordprocessingml.document`, `spreadsheetml.sheet`. */
export const ooxml = (kind: string) => zip({ name: '[Content_Types].xml', data: main(kind) }, { name: 'word/document.xml', data: Buffer.from('<w:document/>') });

/** An OpenDocument: `text`, `spreadsheet`. */
export const opendocument = (kind: string) => zip(
  { name: 'mimetype', data: Buffer.from(`application/vnd.oasis.opendocument.${kind}`), method: 0 }, { name: 'content.xml', data: Buffer.from('<office:document-content/>') });

const none = 0xffffffff;

function entry(name: string, type: number, { left = none, right = none, child = none } = {}): Buffer {
  const bytes = Buffer.alloc(128);
  bytes.write(name, 'utf16le');
  bytes.writeUInt16LE(name.length * 2 + 2, 0x40);
  bytes.writeUInt8(type, 0x42);
  bytes.writeUInt32LE(left, 0x44);
  bytes.writeUInt32LE(right, 0x48);
  bytes.writeUInt32LE(child, 0x4c);
  return bytes;
}

/** A compound file whose root holds streams of these names; in a folder below it lies a stream `WordDocument` besides. */
export function compoundFile(...names: readonly string[]): Buffer {
  const embedded = names.length + 1;
  const entries = [
    entry('Root Entry', 5, { child: 1 }),
    ...names.map((name, index) => entry(name, 2, { right: index + 2 })),
    entry('ObjectPool', 1, { child: embedded + 1 }),
    entry('WordDocument', 2),
  ];
  while (entries.length % 4 > 0) entries.push(Buffer.alloc(128));
  const sectors = entries.length / 4;
  const header = Buffer.alloc(512, 0xff);
  header.fill(0, 0, 0x4c);
  header.write('d0cf11e0a1b11ae1', 'hex');
  header.writeUInt16LE(9, 0x1e);
  header.writeUInt32LE(1, 0x30);
  header.writeUInt32LE(0xfffffffe, 0x44);
  header.writeUInt32LE(0, 0x4c);
  // Sector 0 is the allocation table; the directory's sectors follow it, in a chain.
  const table = Buffer.alloc(512, 0xff);
  table.writeUInt32LE(0xfffffffd, 0);
  for (let sector = 1; sector <= sectors; sector += 1) table.writeUInt32LE(sector === sectors ? 0xfffffffe : sector + 1, sector * 4);
  return Buffer.concat([header, table, ...entries]);
}
