/** Rows of the module's tables; times are RFC 3339 text. */
export interface SyllabusTables {
  readonly syllabus: {
    id: number; subject_id: number; file_id: string; year: number | null; term: string | null; term_key: string | null; term_order: number;
    section: string | null; instructor: string | null; instructor_key: string | null; created_at: string; updated_at: string; version: number;
  };
  readonly syllabus_change: { syllabus_id: number; version: number; action: 'created' | 'updated'; changed_at: string; changed_by: string; changes: string };
  /** Of subjects, as their events tell. `name_key` is null for one that has not been told of for long. */
  readonly subject_name: { subject_id: number; code: string; code_key: string; name: string; name_key: string | null };
  /** What a syllabus or its history refers to, and under which name the owner of that knows it. */
  readonly syllabus_reference: { syllabus_id: number; kind: 'subject' | 'file'; target: string; holder: string };
  /** Whose words the file module is still to be asked for. */
  readonly syllabus_document: { syllabus_id: number; file_id: string; status: 'wanted' | 'done'; attempts: number; ask_at: string | null };
  /** Words of the document of a syllabus, folded. */
  readonly syllabus_word: { syllabus_id: number; word: string };
}

export const syllabusTables = { syllabus: 'evented', syllabus_change: 'append-only', syllabus_reference: 'dirty-key', subject_name: 'dirty-key', syllabus_document: 'dirty-key', syllabus_word: 'dirty-key' } as const;
