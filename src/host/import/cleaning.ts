import { decodeHTMLStrict } from 'entities/decode';

/** A cell as one line of text: HTML entities decoded, line breaks and tabs within it turned into a space. */
export const cleanLine = (cell: string): string => decodeHTMLStrict(cell).replace(/[ \t]*[\t\r\n\u0085\u2028\u2029]\s*/g, ' ').trim();

/** A cell as text of several lines: HTML entities decoded, line ends as `\n`. */
export const cleanText = (cell: string): string => decodeHTMLStrict(cell).replace(/\r\n?/g, '\n').trim();

/** A text as a cell from which `cleanLine` and `cleanText` give it back: ampersands that would be read as entities are written as one. */
export const cellOf = (text: string): string => (decodeHTMLStrict(text) === text ? text : text.replaceAll('&', '&amp;'));
