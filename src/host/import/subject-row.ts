import { cleanLine, cleanText } from './cleaning.ts';
import { checkWidth, fieldText, requiredText, type FieldSpec, type Mapping } from './columns.ts';
import { readCredits, type Credits } from './credits.ts';
import type { CsvRow } from './csv-table.ts';

/** The fields of a subject that a file may give, and the columns that are taken for them. */
export const subjectColumns = {
  code: { required: true, names: ['code', 'subject code', 'course code', 'module code', 'unit code', 'catalog code'] },
  name: { required: true, names: ['name', 'title', 'subject name', 'course name', 'module name', 'unit name', 'course title', 'subject title', 'module title', 'unit title'] },
  description: { required: false, names: ['description', 'course description', 'subject description', 'module description', 'catalog description'] },
  department: { required: false, names: ['department', 'dept', 'department name', 'group'] },
  credits: { required: false, names: ['credits', 'credit', 'credit hours', 'credit hrs', 'credit units', 'ects', 'ects credits', 'credits min', 'min credits', 'units'] },
  credits_max: { required: false, names: ['credits max', 'max credits', 'maximum credits'] },
} as const satisfies Record<string, FieldSpec>;

export type SubjectField = keyof typeof subjectColumns;

/** Something worth knowing of a row that is brought in all the same. */
export interface Note {
  readonly row: number;
  readonly line: number;
  readonly text: string;
}

/** A subject as a file tells of it, in one row or several. Null: the file does not say. */
export interface SubjectRow {
  readonly row: number;
  readonly line: number;
  readonly code: string;
  readonly name: string | null;
  readonly description: string | null;
  readonly department: string | null;
  readonly credits: Credits | null;
  readonly notes: readonly Note[];
}

/** Reads one row. Throws a `Refusal` if it does not say which subject it is, or does not fit the header. */
export function readSubjectRow(mapping: Mapping<SubjectField>, header: readonly string[], row: CsvRow): SubjectRow {
  checkWidth(header, row);
  const code = cleanLine(requiredText('code', mapping.code!, header, row));
  const notes: Note[] = [];
  const note = (text: string): void => { notes.push({ row: row.row, line: row.line, text }); };
  return {
    row: row.row, line: row.line,
    code,
    name: cleanLine(fieldText(mapping.name, row)) || null,
    description: cleanText(fieldText(mapping.description, row)) || null,
    department: cleanLine(fieldText(mapping.department, row)) || null,
    credits: creditsOf(cleanLine(fieldText(mapping.credits, row)), cleanLine(fieldText(mapping.credits_max, row)), note),
    notes,
  };
}

function creditsOf(text: string, most: string, note: (text: string) => void): Credits | null {
  if (text === '' && most === '') return null;
  const read = readCredits(text);
  if (!read) note(`credits: cannot read "${text}"; left open`);
  if (!read || most === '') return read ?? null;
  const upper = readCredits(most)?.credits;
  if (upper === undefined || (upper !== null && upper < (read.credits ?? 0))) { note(`credits_max: cannot be "${most}"; left open`); return read; }
  return { credits: read.credits, credits_max: upper === read.credits ? null : upper };
}
