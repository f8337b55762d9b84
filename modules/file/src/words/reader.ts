// The thread in which documents are read; see `DocumentReader`.
import { parentPort } from 'node:worker_threads';
import { wordsIn } from '@aurora/kernel';
import { officeText } from './office-text.ts';
import type { Form } from './readable.ts';

/** Characters of text that count of one document, and different words. */
const mostText = 4_000_000, mostWords = 20_000;

/** A document to be read. */
export interface Question {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly form: Form;
}

/** Its different words, or why it cannot be read. */
export type Reading = { readonly words: string[] } | { readonly failure: string };

async function textOf({ bytes, form }: Question): Promise<string> {
  if (form === 'text') return new TextDecoder().decode(bytes).slice(0, mostText);
  if (form !== 'pdf') return officeText(bytes, form, mostText);
  const { pdfText } = await import('./pdf-text.ts');
  return pdfText(bytes, mostText);
}

parentPort!.on('message', (question: Question) => {
  const answer = (reading: Reading): void => parentPort!.postMessage(reading);
  void textOf(question).then(text => answer({ words: wordsIn(text, mostWords) }), (error: unknown) => answer({ failure: String((error as Error).message) }));
});
