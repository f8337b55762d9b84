/** Rows of the module's tables; times are RFC 3339 text. */
export interface SubjectTables {
  readonly department: { id: number; name: string; name_key: string; created_at: string; updated_at: string; version: number };
  readonly subject: {
    id: number; name: string; name_key: string; code: string; code_key: string; description: string | null; department_id: number | null;
    credits: number | null; credits_max: number | null; search_text: string; created_at: string; updated_at: string; version: number; reservations: number; syllabi: number;
    /** Id of the deletion with all syllabi that is under way: no reservation is made any more. */
    deletion: string | null;
  };
  /** Of syllabi, as their events tell. */
  readonly subject_syllabus: { syllabus_id: number; subject_id: number };
  readonly reservation: { subject_id: number; holder: string; created_at: string };
}

/** Reservations and syllabi are counted in their subject's row without an event. */
export const subjectTables = { department: 'evented', subject: 'dirty-key', reservation: 'dirty-key', subject_syllabus: 'dirty-key' } as const;
