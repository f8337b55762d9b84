import { AuroraError, foldText } from '@aurora/kernel';
import { subjectContract } from '@aurora/subject/contract';
import type { Subject } from '@aurora/subject/contract';
import type { Api } from '../cli/api.ts';
import { createOnce, sendOnce } from './create-once.ts';
import type { Outcome } from './outcome.ts';
import { checked, Refusal } from './refusal.ts';
import { shownApart } from './shown.ts';
import type { SubjectRow } from './subject-row.ts';

const { create, get, list, update } = subjectContract.operations;

export interface EntryOptions {
  /** Overwrites what differs. */
  readonly update: boolean;
  /** Only says what would be done. */
  readonly dryRun: boolean;
}

type Stated = Partial<Pick<Subject, 'name' | 'description' | 'department' | 'credits' | 'credits_max'>>;

/** Brings one subject in: makes it, or compares it with the one that has its code. Throws a `Refusal` or an error of the API. */
export async function enterSubject(api: Api, row: SubjectRow, options: EntryOptions): Promise<{ outcome: Outcome; reason: string }> {
  if (row.name === null) throw new Refusal('name: is empty');
  const stated = statedBy(row);
  const input = checked(create.input, { code: row.code, name: row.name, ...stated });
  for (let attempt = 1; ; attempt++) {
    try {
      const known = await subjectOfCode(api, input.code);
      if (known) return await compare(api, known, stated, options);
      if (!options.dryRun) await createOnce(api, create, input, made => api.call(get, { id: made.id }));
      return { outcome: 'added', reason: '' };
    } catch (error) {
      if (attempt === 3 || !overtaken(error)) throw error;
    }
  }
}

/** Somebody else took the code, made the department or changed the subject since the look. */
const overtaken = (error: unknown): boolean => error instanceof AuroraError && (error.code === 'CONFLICT' || error.code === 'STALE_VERSION');

export const subjectOfCode = async (api: Api, code: string): Promise<Subject | undefined> => (await api.call(list, { code, limit: 1 })).items[0];

/** What the file says of a subject beside its code. What it leaves open is left alone. */
function statedBy(row: SubjectRow): Stated {
  return {
    ...(row.name === null ? {} : { name: row.name }),
    ...(row.description === null ? {} : { description: row.description }),
    ...(row.department === null ? {} : { department: row.department }),
    ...row.credits,
  };
}

async function compare(api: Api, known: Subject, stated: Stated, options: EntryOptions): Promise<{ outcome: Outcome; reason: string }> {
  const fields = (Object.keys(stated) as (keyof Stated)[]).filter(field => !equal(field, known[field], stated[field]));
  if (fields.length === 0) return { outcome: 'unchanged', reason: '' };
  const reason = fields.map(field => difference(field, known[field], stated[field])).join('; ');
  if (!options.update) return { outcome: 'changed', reason };
  if (!options.dryRun) {
    const change = { id: known.id, version: known.version, ...Object.fromEntries(fields.map(field => [field, stated[field]])) };
    await sendOnce(api, update, change);
  }
  return { outcome: 'updated', reason };
}

function difference(field: string, known: unknown, stated: unknown): string {
  const [here, there] = shownApart(known, stated);
  return `${field}: ${here} in Aurora, ${there} in the file`;
}

function equal(field: keyof Stated, known: string | number | null, stated: string | number | null | undefined): boolean {
  if (typeof known !== 'string' || typeof stated !== 'string') return known === stated;
  return field === 'department' ? foldText(known) === foldText(stated) : known.replace(/\r\n?/g, '\n').trim() === stated;
}
