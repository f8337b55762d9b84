import { foldText } from './fold.ts';

/** Characters of a word that counts for search: shorter ones say nothing, longer ones are no words. */
const shortest = 2, longest = 40;

/** The different words of a text as search compares them, folded as `foldText` does, in the order of their first coming; at most `limit`. */
export function wordsIn(text: string, limit = Infinity): string[] {
  const words = new Set<string>();
  for (const [word] of foldText(text).matchAll(/[\p{L}\p{N}]+/gu)) {
    if (words.size >= limit) break;
    if (word.length >= shortest && word.length <= longest) words.add(word);
  }
  return [...words];
}
