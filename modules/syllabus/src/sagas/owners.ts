import { AuroraError, validationFailed, type Port } from '@aurora/kernel';
import type { fileContract } from '@aurora/file/contract';
import type { SagaCall } from '@aurora/platform/saga';
import type { subjectContract } from '@aurora/subject/contract';
import type { Reference } from '../persistence/references.ts';
import type { SubjectName } from '../persistence/subject-names.ts';

/** Turns the owner's "there is none", and that it may not be used, into what it means to whoever referred to it. */
async function referred<Answer>(path: 'subject_id' | 'file_id', what: string, call: Promise<Answer>): Promise<Answer> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof AuroraError && error.code === 'QUARANTINED') throw validationFailed([{ path, code: 'quarantined', message: `${what} is in quarantine` }], 'INVALID_REFERENCE');
    if (!(error instanceof AuroraError && error.code === 'NOT_FOUND')) throw error;
    throw validationFailed([{ path, code: 'unknown_reference', message: `there is no ${what}` }], 'INVALID_REFERENCE');
  }
}

/** The owners of what syllabi refer to, asked through their ports. Every request is idempotent under the call's command id. */
export class Owners {
  readonly #subject: Port<typeof subjectContract>;
  readonly #file: Port<typeof fileContract>;

  constructor(subject: Port<typeof subjectContract>, file: Port<typeof fileContract>) {
    this.#subject = subject;
    this.#file = file;
  }

  /** Answers what the subject is called, if it is one. */
  async hold({ kind, target, holder }: Reference, call: SagaCall): Promise<{ readonly subject?: SubjectName }> {
    if (kind === 'subject') {
      const { code, name } = await referred('subject_id', `subject ${target}`, this.#subject.reserve({ id: Number(target), holder }, call));
      return { subject: { code, name } };
    }
    await referred('file_id', `file ${target}`, this.#file.claim({ id: target, holder }, call));
    return {};
  }

  async letGo({ kind, target, holder }: Reference, call: SagaCall): Promise<void> {
    if (kind === 'subject') await this.#subject.release({ id: Number(target), holder }, call);
    else await this.#file.unclaim({ id: target, holder }, call);
  }
}
