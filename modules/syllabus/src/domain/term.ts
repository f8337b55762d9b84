import { foldText } from '@aurora/kernel';

/** Terms by their place in the calendar year, under the names that universities give them. */
const places: Readonly<Record<string, number>> = {
  january: 1, winter: 1, intersession: 1, lent: 1, hilary: 1,
  spring: 2, easter: 2,
  maymester: 3, trinity: 3, summer: 4,
  autumn: 6, fall: 6, michaelmas: 6, december: 7,
};

/** How terms are compared: whatever their case and accents. Folding may make a text longer; beyond 64 characters nothing counts. */
export const termKey = (term: string): string => foldText(term).slice(0, 64);

/** Place of a term in its year: by name, or by the number in it (`Semester 2`, `Summer 1`); 0 if it tells nothing. Below 100. */
function placeOf(term: string): number {
  const [word = '', ...rest] = termKey(term).split(' ');
  const number = Number(/\b([1-9])\b/.exec([word, ...rest].join(' '))?.[1] ?? 0);
  const place = places[word];
  return place === undefined ? number : place * 10 + number;
}

/** One number by which syllabi are ordered in time; those without a year come before all others. */
export const termOrder = (year: number | null, term: string | null): number => (year ?? 0) * 100 + (term === null ? 0 : placeOf(term));
