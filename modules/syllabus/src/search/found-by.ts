import { validationFailed, wordsIn } from '@aurora/kernel';
import type { ExpressionBuilder, ExpressionWrapper, SqlBool } from 'kysely';
import type { SyllabusTables } from '../persistence/tables.ts';

/** Words of a search that count at most. */
const mostWords = 10;

/** Sorts after whatever begins with a word. */
const end = '\u{10FFFF}';

/** A word has no signs that mean something here. */
const pattern = (word: string): string => `%${word}%`;

type Builder = ExpressionBuilder<SyllabusTables, 'syllabus' | 'subject_name'>;

/** The words of what is searched for. Rejects where there is none in it. */
export function searchedWords(q: string): string[] {
  const words = wordsIn(q, mostWords);
  if (words.length === 0) throw validationFailed([{ path: 'q', code: 'no_words', message: 'must have a word of two letters or digits at least' }]);
  return words;
}

/** Whether a word begins one of the document, or is in the code or name of the subject or the name of the instructor. */
export const foundBy = (word: string) => ({ eb, exists, fn, or, ref, selectFrom }: Builder): ExpressionWrapper<SyllabusTables, 'syllabus' | 'subject_name', SqlBool> => or([
  exists(selectFrom('syllabus_word').select('syllabus_word.word').where('syllabus_word.syllabus_id', '=', ref('syllabus.id')).where('syllabus_word.word', '>=', word).where('syllabus_word.word', '<', word + end)),
  eb('subject_name.code_key', 'like', pattern(word)),
  eb(fn.coalesce('subject_name.name_key', fn<string>('lower', ['subject_name.name'])), 'like', pattern(word)),
  eb('syllabus.instructor_key', 'like', pattern(word)),
]);
