import { getDocumentProxy } from 'unpdf';

/** Pages that are read of one document. */
const mostPages = 500;

/** The text of a PDF, at most `limit` characters of it. Rejects where it cannot be read, or needs a password. */
export async function pdfText(bytes: Uint8Array, limit: number): Promise<string> {
  const pdf = await getDocumentProxy(bytes, { verbosity: 0 });
  const text: string[] = [];
  let length = 0;
  for (let number = 1; number <= Math.min(pdf.numPages, mostPages) && length < limit; number += 1) {
    const page = await pdf.getPage(number);
    for (const item of (await page.getTextContent()).items) {
      if (!('str' in item)) continue;
      text.push(item.str, item.hasEOL ? '\n' : '');
      length += item.str.length + 1;
    }
    text.push('\n');
    page.cleanup();
  }
  return text.join('').slice(0, limit);
}
