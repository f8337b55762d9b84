import { Unzip, UnzipInflate } from 'fflate';
import { SaxesParser } from 'saxes';
import type { Form } from './readable.ts';

/** Which files of the archive hold text, and which elements in them. */
const parts: Readonly<Record<Exclude<Form, 'pdf' | 'text'>, { readonly files: RegExp; readonly elements: RegExp; readonly ends: RegExp }>> = {
  docx: { files: /^word\/(?:document|footnotes|endnotes|header\d*|footer\d*|comments)\.xml$/, elements: /^w:t$/, ends: /^w:(?:p|tab|br|tc)$/ },
  pptx: { files: /^ppt\/(?:slides|notesSlides)\/[^/]+\.xml$/, elements: /^a:t$/, ends: /^a:(?:p|br)$/ },
  xlsx: { files: /^xl\/sharedStrings\.xml$/, elements: /^t$/, ends: /^(?:si)$/ },
  odf: { files: /^content\.xml$/, elements: /^text:(?:p|h|span|a)$/, ends: /^text:(?:p|h|tab|s|line-break)$/ },
};

/** Bytes of XML that are unpacked of one document at most: what claims to be larger is cut off there, whatever its header says. */
const mostUnpacked = 64 * 1024 ** 2;

/** Bytes of the archive that are unpacked between two looks at how much has come of them. */
const step = 16 * 1024;

/** The text of an office document, at most `limit` characters of it. Throws where it is no archive. */
export function officeText(bytes: Uint8Array, form: keyof typeof parts, limit: number): string {
  const { elements, ends, files } = parts[form];
  const text: string[] = [];
  let unpacked = 0, length = 0, found = false;
  const full = (): boolean => unpacked > mostUnpacked || length > limit;
  const unzip = new Unzip(file => {
    found = true;
    if (!files.test(file.name)) return;
    const parser = new SaxesParser();
    const decoder = new TextDecoder();
    let inside = 0, broken = false;
    parser.on('opentag', ({ name }) => { if (elements.test(name)) inside += 1; });
    parser.on('closetag', ({ name }) => {
      if (elements.test(name)) inside -= 1;
      if (ends.test(name)) text.push(' ');
    });
    parser.on('text', part => {
      if (inside === 0) return;
      text.push(part);
      length += part.length;
    });
    file.ondata = (error, chunk, last) => {
      if (error) return;
      unpacked += chunk.length;
      if (broken || full()) return;
      try {
        parser.write(decoder.decode(chunk, { stream: !last }));
      } catch {
        // Of a damaged part counts what came before the damage.
        broken = true;
      }
    };
    file.start();
  });
  unzip.register(UnzipInflate);
  for (let at = 0; at < bytes.length && !full(); at += step) unzip.push(bytes.subarray(at, at + step), at + step >= bytes.length);
  if (!found) throw new Error('it is no archive');
  return text.join('').slice(0, limit);
}
