/** Rows of the module's tables; times are RFC 3339 text. */
export interface SubjectTables {
  readonly department: { id: number; name: string; name_key: string; created_at: string; updated_at: string; version: number };
  readonly subject: {
    id: number; name: string; name_key: string; code: string; code_key: string; description: string | null; department_id: number | null;
    credits: number | null; credits_max: number | null; search_text: string; created_at: string; updated_at: string; version: number; reservations: number;
  };
  readonly reservation: { subject_id: number; holder: string; created_at: string };
}

/** A reservation is counted in its subject's row without an event. */
export const subjectTables = { department: 'evented', subject: 'dirty-key', reservation: 'dirty-key' } as const;
