import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { bytes, call } from './calls.ts';
import { Deployment } from './deployment.ts';
import { type FileHost } from './open-host.ts';
import { binaryPdf, compoundFile, jpeg, ooxml, opendocument, packedZeros, pdf, png, zip } from './samples.ts';

const docx = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
const odt = 'application/vnd.oasis.opendocument.text';

let deployment: Deployment;
let host: FileHost;
beforeAll(async () => {
  deployment = await Deployment.create();
  host = await deployment.host();
});
afterAll(() => deployment[Symbol.asyncDispose]());

const upload = (name: string, ...parts: (string | Uint8Array)[]) => host.port.upload({ name, content: bytes(...parts) }, call());

describe('the bytes say what a file is', () => {
  test.each<[string, Uint8Array | string, string]>([
    ['a PDF', pdf, 'application/pdf'],
    ['a PDF with binary parts', binaryPdf, 'application/pdf'],
    ['a Word document', ooxml('wordprocessingml.document'), docx],
    ['an OpenDocument text', opendocument('text'), odt],
    ['an old Word document', compoundFile('Root', 'Data', '1Table', 'CompObj', 'WordDocument'), 'application/msword'],
    ['a PNG', png(), 'image/png'],
    ['an animated PNG', png(true), 'image/png'],
    ['a JPEG', jpeg, 'image/jpeg'],
    ['text', 'Řečtina I\r\n\tpro začátečníky\n', 'text/plain'],
    ['text after a byte order mark', '\ufefftext', 'text/plain'],
    ['text that begins like a bitmap', 'BMW engineering\n', 'text/plain'],
    ['text that looks like markup later', 'Write <html> & <script>.', 'text/plain'],
  ])('%s', async (_, content, type) => {
    expect((await upload('name without extension', content)).file_type).toBe(type);
    expect((await upload('Fall 2.0 Dr. Smith', content)).file_type).toBe(type);
  });

  test('of two types that are taken, the name cannot choose', async () => {
    expect((await upload('photo.png', jpeg)).file_type).toBe('image/jpeg');
    expect((await upload('syllabus.DOCX', pdf)).file_type).toBe('application/pdf');
    expect((await upload('notes.txt', pdf)).file_type).toBe('application/pdf');
  });

  test('of texts, only the name tells which', async () => {
    expect((await upload('README.md', '# Title')).file_type).toBe('text/markdown');
    expect((await upload('README.MARKDOWN', '<h1 align="center">Title</h1>')).file_type).toBe('text/markdown');
    expect((await upload('notes.txt', '# Title')).file_type).toBe('text/plain');
  });

  test('characters may be cut anywhere', async () => {
    const text = Buffer.from('ž€😀é'.repeat(50));
    for (const size of [1, 2, 3, 5, 7]) {
      const parts = Array.from({ length: Math.ceil(text.length / size) }, (_, index) => text.subarray(index * size, (index + 1) * size));
      expect((await upload('a.txt', ...parts)).file_type).toBe('text/plain');
    }
  });
});

const html = '<!DOCTYPE html><script>alert(1)</script>';

describe('what is not taken, whatever it is called', () => {
  test.each<[string, string, Uint8Array | string]>([
    ['HTML', 'a.png', html],
    ['HTML', 'a.txt', html],
    ['HTML', 'a.md', `\ufeff \n<!-- a --> <!-- b -->${html}`],
    ['HTML', 'a.html', html],
    ['HTML without a type', 'a.txt', '<SCRIPT>alert(1)</SCRIPT>'],
    ['SVG', 'a.png', '<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'],
    ['SVG', 'a.svg', '<?xml version="1.0"?><svg/>'],
    ['XML', 'a.txt', '<?xml version="1.0"?><a/>'],
    ['RTF', 'a.doc', '{\\rtf1 text}'],
    ['PostScript', 'a.txt', '%!PS-Adobe-3.0'],
    ['text', 'a.png', 'only text'],
    ['text', 'a.pdf', 'only text'],
    ['text', 'a.csv', 'a,b'],
    ['text', 'a.js', 'alert(1)'],
    ['text in UTF-16', 'a.txt', Buffer.from('\ufefftext', 'utf16le')],
    ['text in Latin-1', 'a.txt', Buffer.from('é', 'latin1')],
    ['text cut within a character', 'a.txt', Buffer.from('a€').subarray(0, 3)],
    ['text with a NUL at its end', 'a.txt', `${'text '.repeat(50_000)}\0`],
    ['a PDF', 'a.html', pdf],
    ['a PDF', 'a.exe', binaryPdf],
    ['a GIF', 'a.gif', 'GIF89a'],
    ['a GIF', 'a.png', Buffer.from('47494638396101000100800000ffffff000000', 'hex')],
    ['a plain archive', 'a.docx', zip({ name: 'readme', data: Buffer.from('x') })],
    ['a spreadsheet', 'a.docx', ooxml('spreadsheetml.sheet')],
    ['an OpenDocument spreadsheet', 'a.odt', opendocument('spreadsheet')],
    ['a Java archive', 'a.docx', zip({ name: 'META-INF/MANIFEST.MF', data: Buffer.from('x') }, { name: 'word/document.xml', data: Buffer.from('x') })],
    ['an old spreadsheet', 'a.doc', compoundFile('Workbook', 'SummaryInformation')],
    ['a broken compound file', 'a.doc', compoundFile('WordDocument').subarray(0, 700)],
    ['a program', 'a.pdf', Buffer.from('4d5a90000300000004000000ffff0000', 'hex')],
    ['a script', 'a', Buffer.from([0x23, 0x21, 0x2f, 0x00])],
    ['random bytes', 'a', Buffer.from('8f3ac1d2e4b5a697', 'hex')],
    ['one byte', 'a', Buffer.from([0x80])],
  ])('%s as %s', async (_, name, content) => {
    const before = await deployment.stored();
    await expect(upload(name, content)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect(await deployment.stored()).toEqual(before);
  });

  test('a compound file whose chains have no end', async () => {
    const file = compoundFile('Workbook');
    file.writeUInt32LE(1, 512 + 4);
    await expect(upload('a.doc', file)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

describe('an archive is not expanded', () => {
  test('when members say that they are huge', async () => {
    const claims = 2 ** 32 - 1;
    const data = Buffer.alloc(8 * 1024 ** 2);
    await expect(upload('a.docx', zip({ name: '[Content_Types].xml', data, claims }, { name: 'word/document.xml', data, claims }))).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    await expect(upload('a.odt', zip({ name: 'mimetype', data, claims }))).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });

  test('when the member that says what it is lies about its size', async () => {
    // 300 KiB that are 300 MiB, under a header that says 100 bytes.
    const bomb = zip({ name: '[Content_Types].xml', data: Buffer.alloc(0), claims: 100, packed: await packedZeros(300) });
    const before = process.resourceUsage().maxRSS;
    await expect(upload('a.docx', bomb)).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
    expect((process.resourceUsage().maxRSS - before) * 1024).toBeLessThan(64 * 1024 ** 2);
  });

  test('when it has a hundred thousand members', async () => {
    const member = zip({ name: 'a', data: Buffer.from('x'), method: 0 });
    await expect(upload('a.docx', Buffer.concat(Array.from({ length: 100_000 }, () => member)))).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  });
});

test('the list of types is a setting', async () => {
  const { port } = await deployment.host({ env: { AURORA_FILE_TYPES: 'text/csv, image/gif' } });
  expect((await port.upload({ name: 'a.csv', content: bytes('a,b') }, call())).file_type).toBe('text/csv');
  await expect(port.upload({ name: 'a.pdf', content: bytes(pdf) }, call())).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE' });
  await expect(port.upload({ name: 'a', content: bytes(pdf) }, call())).rejects.toMatchObject({ code: 'UNSUPPORTED_MEDIA_TYPE', details: { detected: 'application/pdf' } });
});
