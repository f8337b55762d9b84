import { cleanLine } from './cleaning.ts';
import { checkWidth, fieldText, requiredText, type FieldSpec, type Mapping } from './columns.ts';
import type { CsvRow } from './csv-table.ts';
import { Refusal } from './refusal.ts';

/** The fields of a syllabus that an index may give, and the columns that are taken for them. */
export const syllabusColumns = {
  file: { required: true, names: ['file', 'filename', 'file name', 'path', 'file path', 'document', 'syllabus file'] },
  code: { required: true, names: ['subject code', 'course code', 'module code', 'unit code', 'code', 'subject', 'course', 'module'] },
  instructor: { required: false, names: ['instructor', 'instructors', 'instructor name', 'lecturer', 'teacher', 'professor', 'faculty'] },
  term: { required: false, names: ['term', 'semester', 'session', 'quarter', 'trimester'] },
  year: { required: false, names: ['year', 'calendar year'] },
  section: { required: false, names: ['section', 'section number', 'section code'] },
  bytes: { required: false, names: ['bytes', 'size bytes', 'file size bytes', 'size in bytes'] },
  sha256: { required: false, names: ['sha256', 'sha 256', 'sha256sum', 'sha256 hash'] },
} as const satisfies Record<string, FieldSpec>;

export type SyllabusField = keyof typeof syllabusColumns;

/** A syllabus as an index tells of it. */
export interface SyllabusRow {
  readonly row: number;
  readonly line: number;
  /** Path in the archive's folder, as written. */
  readonly file: string;
  readonly code: string;
  readonly instructor: string | null;
  readonly term: string | null;
  readonly year: number | null;
  readonly section: string | null;
  /** What the index says of the file's bytes. */
  readonly bytes: number | null;
  readonly sha256: string | null;
}

/** Reads one row. Throws a `Refusal` if it does not fit the header, has no file or code, or a year, size or digest that is none. */
export function readSyllabusRow(mapping: Mapping<SyllabusField>, header: readonly string[], row: CsvRow): SyllabusRow {
  checkWidth(header, row);
  const text = (field: SyllabusField): string | null => cleanLine(fieldText(mapping[field], row)) || null;
  const file = requiredText('file', mapping.file!, header, row);
  const code = cleanLine(requiredText('code', mapping.code!, header, row));
  const digest = text('sha256')?.toLowerCase() ?? null;
  if (digest !== null && !/^[0-9a-f]{64}$/.test(digest)) throw new Refusal(`sha256: "${digest}" is not 64 hexadecimal digits`);
  return {
    row: row.row, line: row.line, file, code, sha256: digest,
    instructor: text('instructor'), term: text('term'), section: text('section'),
    year: wholeNumber('year', text('year'), /^\d{4}(?:\.0+)?$/, 'is not a year of four digits'),
    bytes: wholeNumber('bytes', text('bytes'), /^\d{1,15}(?:\.0+)?$/, 'is not a number of bytes'),
  };
}

function wholeNumber(field: string, text: string | null, form: RegExp, complaint: string): number | null {
  if (text === null) return null;
  if (!form.test(text)) throw new Refusal(`${field}: "${text}" ${complaint}`);
  return Number(text);
}
