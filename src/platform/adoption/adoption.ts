import { AuroraError, type CallContext, type ContentStream, type Handlers } from '@aurora/kernel';
import type { FieldError } from '@aurora/kernel';
import type { z } from 'zod';
import { createLocalPort } from '../ports/local.ts';
import { adoptionContract, type Adopted, type AdoptedContent, type AdoptionContract, type AdoptionPort } from './adoption-contract.ts';

export type AdoptionResult = 'added' | 'changed' | 'removed' | 'unchanged';

/** How a module takes over rows of another application. All of it may be repeated. */
export interface Adoption {
  /** A row in the form of the module's answers. Rejects with an `AuroraError` where it cannot be as it is, or not yet. */
  adopt(row: Readonly<Record<string, unknown>>, context: CallContext): Promise<AdoptionResult>;
  /** The row is no more. Rejects as `adopt` does. */
  drop(id: string, context: CallContext): Promise<AdoptionResult>;
  /** The row as it is now, in the form of the module's answers; null where there is none. */
  current(id: string, context: CallContext): Promise<Readonly<Record<string, unknown>> | null>;
  /** A file with its bytes. Absent where the module has none. */
  adoptContent?(file: { readonly id: string; readonly name: string; readonly created_at?: string | undefined; readonly content: ContentStream }, context: CallContext): Promise<z.output<typeof AdoptedContent>>;
}

const passing = new Set(['UNAVAILABLE', 'DEADLINE_EXCEEDED', 'BAD_GATEWAY', 'INTERNAL', 'COMMAND_RUNNING']);

/** Why a row is refused. Throws what says nothing of the row. */
function reasonOf(error: unknown): string {
  if (!(error instanceof AuroraError) || passing.has(error.code)) throw error;
  const fields = error.details['fields'] as readonly FieldError[] | undefined;
  return fields && fields.length > 0 ? fields.map(({ message, path }) => `${path}: ${message}`).join('; ') : error.message;
}

/** The adoption of a module as the gateway asks for it. Rows are taken one by one: one that is refused stops no other. */
export function moduleAdoption(module: string, adoption: Adoption | undefined): AdoptionPort {
  const required = (): Adoption => {
    if (!adoption) throw new AuroraError('NOT_FOUND', `The ${module} module takes over nothing.`);
    return adoption;
  };
  const handlers: Handlers<AdoptionContract> = {
    async adopt({ gone, rows }, context) {
      const answer: Adopted = { added: 0, changed: 0, unchanged: 0, removed: 0, refused: [] };
      // Each row is a command of its own, and is the same when it is repeated.
      const each = { ...context, commandId: undefined };
      const count = async (id: string, work: Promise<AdoptionResult>): Promise<void> => {
        try {
          answer[await work] += 1;
        } catch (error) {
          answer.refused.push({ id, reason: reasonOf(error) });
        }
      };
      for (const row of rows) await count(String(row['id']), required().adopt(row, each));
      for (const id of gone) await count(id, required().drop(id, each));
      return answer;
    },
    adopted: async ({ id }, context) => ({ row: await required().current(id, context) as Record<string, unknown> | null }),
    async adoptContent(file, context) {
      const { adoptContent } = required();
      if (!adoptContent) throw new AuroraError('NOT_FOUND', `The ${module} module has no files.`);
      return adoptContent(file, { ...context, commandId: undefined });
    },
  };
  return createLocalPort(adoptionContract(module), handlers);
}
