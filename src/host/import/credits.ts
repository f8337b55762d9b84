import { foldText } from '@aurora/kernel';

/** The credits of a subject: one number, or a range from `credits` to `credits_max`. Null: none stated. */
export interface Credits {
  readonly credits: number | null;
  readonly credits_max: number | null;
}

/** Texts that say that no number is fixed. */
const unstated = new Set(['', '-', '–', '—', 'n/a', 'na', 'none', 'variable', 'varies', 'var', 'arr', 'arranged', 'to be arranged', 'tba', 'tbd']);

const units = [
  '(?:(?:semester|quarter|credit|ects|academic|study) )*(?:hours?|hrs?|credits?|crs?|units?|points?|pts?)', 'ects(?: (?:credits?|points?))?', 'ec', 'cp', 'cfu', 'hp', 'lp', 'op', 'sp', 'stp',
  'creditos?', 'crediti', 'kredite?', 'studiepoeng', 'hogskolepoang', 'opintopistetta', '(?:leistungs)?punkte', 'h',
].join('|');
const number = String.raw`(?:\d{1,4}(?:\.\d{1,2}0*|,\d{1,2})?|[.,]\d{1,2})`;
const counted = String.raw`${number}(?: (?:${units})\.?)?`;
const to = String.raw`(?: ?[-‐‑–—−] ?| (?:to|thru|through|bis) )`;
const or = String.raw`(?: or |, (?:or )?)`;
const range = new RegExp(String.raw`^\(?${counted}${to}${counted}\)?(?: (?:${units}))?\.?$`);
const choice = new RegExp(String.raw`^\(?${counted}(?:${or}${counted})*\)?(?: (?:${units}))?\.?$`);
const openEnded = new RegExp(String.raw`^variable(?: (?:${units}))?$`);
const numbers = new RegExp(number, 'g');

/**
 * Reads credits as universities write them: `3`, `3.0`, `1,5`, `3 hours.`, `1 TO 4 hours.`, `3 OR 4 hours.`, `1-4`, `7,5 hp`, `variable`.
 * Of a range or a choice, the least and the greatest. Undefined for what cannot be read without guessing.
 */
export function readCredits(text: string): Credits | undefined {
  const plain = foldText(text).replace(/(?<=\d)(?=[a-z])/g, ' ');
  const words = plain.replace(/\.$/, '');
  if (unstated.has(words) || openEnded.test(words)) return { credits: null, credits_max: null };
  const ordered = range.test(plain);
  if (!ordered && !choice.test(plain)) return undefined;
  const values = (plain.match(numbers) ?? []).map(value => Number(value.replace(',', '.')));
  const least = Math.min(...values), greatest = Math.max(...values);
  if (greatest > 1000 || (ordered && values[0] !== least)) return undefined;
  return { credits: least, credits_max: greatest > least ? greatest : null };
}
