import { AuroraError } from '@aurora/kernel';

interface Standing { readonly id: number; readonly deletion?: string | null | undefined }

export const beingDeleted = ({ id, deletion }: Standing): AuroraError =>
  new AuroraError('BEING_DELETED', `Subject ${id} is being deleted with its syllabi.`, { details: { deletion: deletion ?? null } });

/** Throws `BEING_DELETED` for a subject that is going. */
export function requireStanding(subject: Standing): void {
  if (subject.deletion != null) throw beingDeleted(subject);
}
