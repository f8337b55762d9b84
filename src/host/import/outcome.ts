/** What became of one subject or syllabus of a file. `changed`: Aurora has it and it differs; it stayed as it was. */
export const outcomes = ['added', 'updated', 'changed', 'unchanged', 'refused'] as const;
export type Outcome = (typeof outcomes)[number];

/** A line of the report: what was refused, or stayed as it was, or deserves a look. */
export interface Finding {
  readonly row: number;
  readonly line: number;
  /** The code of the subject, or the file of the syllabus, as far as known. */
  readonly item: string;
  readonly kind: 'refused' | 'changed' | 'updated' | 'note';
  readonly reason: string;
}
