import { constants, deflateRawSync } from 'node:zlib';
import { strToU8, Zip, ZipPassThrough, zipSync } from 'fflate';

const MiB = 2 ** 20;

/** A PDF of one page, whose content stream is as given. */
function pdfWith(stream: Buffer, filter = ''): Buffer {
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    Buffer.concat([Buffer.from(`<< /Length ${stream.length} ${filter} >>\nstream\n`), stream, Buffer.from('\nendstream')]),
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>',
  ];
  const parts = [Buffer.from('%PDF-1.7\n')], offsets: number[] = [];
  let at = parts[0]!.length;
  for (const [index, object] of objects.entries()) {
    offsets.push(at);
    const part = Buffer.concat([Buffer.from(`${index + 1} 0 obj\n`), Buffer.from(object as string), Buffer.from('\nendobj\n')]);
    parts.push(part);
    at += part.length;
  }
  const rows = offsets.map(offset => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  return Buffer.concat([...parts, Buffer.from(`xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${at}\n%%EOF\n`)]);
}

/** A PDF that says `text`, which has no brackets. */
export const pdfOf = (text: string): Buffer => pdfWith(Buffer.from(`BT /F1 12 Tf 72 720 Td (${text}) Tj ET`, 'latin1'));

/** So many bytes of zeros as a stream of deflate without an end: 4 MB for 4 GiB. */
const deflated = (bytes: number): Buffer[] => Array<Buffer>(bytes / (64 * MiB)).fill(deflateRawSync(Buffer.alloc(64 * MiB), { finishFlush: constants.Z_FULL_FLUSH }));

/** A PDF of 4 MB whose page has 4 GiB. */
export const pdfBomb = (): Buffer => pdfWith(Buffer.concat([Buffer.from([0x78, 0x9c]), ...deflated(4096 * MiB), Buffer.from([3, 0])]), '/Filter /FlateDecode');

const types = strToU8('<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>');
const opening = '<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r>';

/** A Word document that says `text`. */
export const docxOf = (text: string): Buffer => Buffer.from(zipSync({
  '[Content_Types].xml': types, 'word/document.xml': strToU8(`${opening}<w:t>${text}</w:t></w:r></w:p></w:body></w:document>`),
}));

/** A Word document that says `text` and goes on with 10 GiB of zeros. */
export function docxBomb(text: string): Buffer {
  const parts: Uint8Array[] = [];
  const zip = new Zip((error, chunk) => {
    if (error) throw error;
    parts.push(chunk);
  });
  const first = new ZipPassThrough('[Content_Types].xml');
  zip.add(first);
  first.push(types, true);
  const bomb = new ZipPassThrough('word/document.xml');
  // What it is given is deflated already.
  bomb.compression = 8;
  zip.add(bomb);
  bomb.push(deflateRawSync(`${opening}<w:t>${text}</w:t>`, { finishFlush: constants.Z_FULL_FLUSH }));
  for (const block of deflated(10_240 * MiB)) bomb.push(block);
  bomb.push(new Uint8Array([3, 0]), true);
  zip.end();
  return Buffer.concat(parts);
}

/** An OpenDocument text that says `text`. */
export const odtOf = (text: string): Buffer => Buffer.from(zipSync({
  mimetype: [strToU8('application/vnd.oasis.opendocument.text'), { level: 0 }],
  'content.xml': strToU8(`<?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:text><text:p>${text}</text:p></office:text></office:body></office:document-content>`),
}));
