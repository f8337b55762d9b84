/** Text as filters compare it: without accents, case or surplus white space. */
export const foldText = (text: string): string =>
  text.normalize('NFKD').replace(/\p{M}+/gu, '').toLowerCase().replace(/\s+/gu, ' ').trim();

/** A code as uniqueness compares it: without case or surplus white space; accents count. */
export const foldCode = (code: string): string => code.normalize('NFC').toLowerCase().replace(/\s+/gu, ' ').trim();
